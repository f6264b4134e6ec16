"""What a pasted mail or chat tells of a contact: kind, day, hour, people, text. Pure: text in, findings out.

It knows the heads of mails in English and Korean (as Outlook, Gmail, Apple Mail and Naver write them), marks of
quoted and forwarded mails, and the lines in which KakaoTalk and WhatsApp export a chat. What it does not
know is text. It never fails: a reading that does not hold is left out.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from partnerships.enums import ContactKind

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)? (?:of )?([A-Za-z]{3,9})\.?,? (\d{4})\b")
_AMERICAN = re.compile(r"\b([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
_YEAR_FIRST = re.compile(r"\b(\d{4}) ?(?:[./-]|년) ?(\d{1,2}) ?(?:[./-]|월) ?(\d{1,2})")
_YEAR_LAST = re.compile(r"\b(\d{1,2}) ?[./-] ?(\d{1,2}) ?[./-] ?(\d{4}|\d{2})\b")
_ISO = re.compile(r"\b(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?) ?(Z|[+-]\d{2}:?\d{2})")


def day_in(text: str, today: dt.date) -> dt.date | None:
    """The first day that a text names: 14 March 2017, Mar 14, 2017, 2017. 3. 14.(화), 2017년 3월 14일, 14/03/2017.

    Of 03/04/2017 the day stands first, as in Europe, unless that day is still to come or is none.
    """
    text = text[:200]
    if match := _NAMED.search(text):
        return _day(int(match[3]), _month(match[2]), int(match[1]))
    if match := _AMERICAN.search(text):
        return _day(int(match[3]), _month(match[1]), int(match[2]))
    if match := _YEAR_FIRST.search(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_LAST.search(text):
        first, second, year = int(match[1]), int(match[2]), int(match[3])
        year += 2000 if year < 100 else 0
        days = [_day(year, second, first), _day(year, first, second)]
        return next((day for day in days if day and day <= today), None)
    return None


def _month(name: str) -> int:
    short = name[:3].lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


MOST_LETTERS = 10_000  # of a text, as much as a contact holds
MOST_READ = 200_000  # letters that are looked through; the head of a mail stands at its beginning
MOST_WHO = 500
_LONGEST_LINE = 2_000
_MOST_HEAD = 30  # lines among which a head must begin
_HEAD_LINES = 8  # of a head, among which two fields must stand
_BLANK = ord(" ")  # letters before it steer machines

# The names of a head's fields, as mail programs write them.
_FIELDS = {
    "from": "from", "보낸 사람": "from", "보낸사람": "from", "발신": "from", "발신인": "from", "발신자": "from",
    "to": "to", "받는 사람": "to", "받는사람": "to", "수신": "to", "수신인": "to", "수신자": "to",
    "cc": "cc", "참조": "cc", "참조인": "cc",
    "date": "date", "sent": "date", "보낸 날짜": "date", "보낸날짜": "date", "날짜": "date", "발신일": "date",
    "일시": "date", "보낸 시간": "date",
    "subject": "subject", "제목": "subject",
}  # fmt: skip
_FIELD = re.compile(
    r"^[\s>*]{0,8}(?P<name>[A-Za-z]{2,7}|[가-힣]{2,3} ?[가-힣]{0,2})\*?\s{0,3}[:\uff1a]\*?\s?(?P<value>.*)$"
)
# Where an older mail begins below the newest one; what follows is not said again.
_OLDER = re.compile(
    r"^\s*(?:-{2,}\s*(?:original message|forwarded message|원본 ?메(?:시지|일)|전달된 ?메시지"
    r"|forwarded by (?:[^-]|-(?!-)){1,200})\s*-{2,}"
    r"|begin forwarded message:|_{10,}"
    r"|on .{4,120} wrote:|\d{4}년 .{4,120}(?:작성|님이 작성):?|.{4,120}님이 작성:)\s*$",
    re.IGNORECASE,
)
_FORWARD = re.compile(r"^\s*(?:-{2,}\s*forwarded|begin forwarded|-{2,}\s*전달된)", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")

_KO_DAY = r"\d{4}년 \d{1,2}월 \d{1,2}일"
_NOON = "오전|오후"
_MESSAGE = r"(?P<who>[^:]{1,80}) : (?P<text>.*)$"
_KAKAO_DAY = re.compile(rf"^-{{5,}}\s*(?P<day>{_KO_DAY})[^-]{{0,10}}-{{5,}}\s*$")
_KAKAO_PC = re.compile(
    rf"^\[(?P<who>[^\]]{{1,80}})\] \[(?:(?:{_NOON}|AM|PM) ?)?\d{{1,2}}:\d{{2}} ?(?:AM|PM)?\] ?(?P<text>.*)$"
)
_KAKAO_MOBILE = re.compile(rf"^(?P<day>{_KO_DAY}) (?:{_NOON}) \d{{1,2}}:\d{{2}}, {_MESSAGE}")
_KAKAO_ENGLISH = re.compile(
    rf"^(?P<day>[A-Z][a-z]{{2,8}} \d{{1,2}}, \d{{4}}),? (?:at )?\d{{1,2}}:\d{{2}} ?[AP]M, {_MESSAGE}"
)
# What KakaoTalk writes above a chat that it saves.
_KAKAO_TITLE = re.compile(r"카카오톡 대화|KakaoTalk Chats|^(?:저장한 날짜|Date Saved) ?:")
_WHATSAPP = re.compile(
    r"^\u200e?\[?(?P<day>\d{1,4}[./-] ?\d{1,2}[./-] ?\d{2,4}\.?),? "
    rf"(?:{_NOON})? ?\d{{1,2}}:\d{{2}}(?::\d{{2}})?\s?(?:[AaPp]\.?[Mm]\.?)?\]?"
    r"(?: -)? (?P<who>[^:]{1,80}): (?P<text>.*)$"
)
_CHAT = (_KAKAO_PC, _KAKAO_MOBILE, _KAKAO_ENGLISH, _WHATSAPP)


def read_pasted(text: str, *, zone: ZoneInfo, today: dt.date) -> dict[str, Any]:
    """Read a pasted message; `zone` is the reader's, `today` the day there: a later one is no day of a contact.

    It gives kind, on, side, who and what of a contact, empty where nothing was found; the `sender` who wrote, or wrote
    first, with the `sender_address`; and whether it was `cut`, being longer than a contact holds.
    """
    text = _plain(text)
    found = _mail(text[:MOST_READ], zone, today) or _chat(text[:MOST_READ], today) or {"what": text.strip()}
    day, what = found.get("on"), found["what"]
    return {
        "kind": found.get("kind", ""),
        "on": day if day and day <= today else None,
        "side": "",
        "who": ", ".join(dict.fromkeys(found.get("people", ())))[:MOST_WHO].rstrip(", "),
        "what": what[:MOST_LETTERS].rstrip(),
        "sender": found.get("sender", ""),
        "sender_address": found.get("sender_address", ""),
        "cut": len(what) > MOST_LETTERS,
    }


def _plain(text: str) -> str:
    """Line ends alike, without what no page shows: zero bytes, marks of direction, blanks that do not break."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\u202f", " ")
    return "".join(letter for letter in text if letter in "\n\t" or ord(letter) >= _BLANK).strip("\ufeff")


def _mail(text: str, zone: ZoneInfo, today: dt.date) -> dict[str, Any] | None:
    """A mail, by a head with at least two of its fields of which one says who or when."""
    lines = text.split("\n")
    start = _head_at(lines)
    if start is None:
        return None
    if lines[start].lstrip().startswith(">"):
        lines = [re.sub(r"^\s*> ?", "", line) for line in lines]
    head, body_at = _head(lines, start)
    # What stands above a forwarded mail was said by who forwarded it; its mark says nothing.
    body = _newest([*(line for line in lines[:start] if not _OLDER.match(line)), *lines[body_at:]])
    address = _ADDRESS.search(head.get("from", ""))
    senders = _names(head.get("from", ""))
    people = [*senders, *_names(head.get("to", "")), *_names(head.get("cc", ""))]
    return {
        "kind": ContactKind.MAIL.value,
        "on": _mail_day(head.get("date", ""), zone, today),
        "people": people,
        "what": "\n\n".join(part for part in (head.get("subject", ""), body) if part),
        "sender": senders[0] if senders else "",
        "sender_address": address.group().lower() if address else "",
    }


def _field(line: str) -> tuple[str, str] | None:
    if len(line) > _LONGEST_LINE or not (match := _FIELD.match(line)):
        return None
    name = _FIELDS.get(" ".join(match["name"].split()).lower())
    return (name, match["value"].strip().strip("*").strip()) if name else None


def _head_at(lines: list[str]) -> int | None:
    """The line at which a head begins: near the beginning, with two different fields close together."""
    for start, line in enumerate(lines[:_MOST_HEAD]):
        if not _field(line):
            continue
        names = {one[0] for near in lines[start : start + _HEAD_LINES] if (one := _field(near))}
        if len(names) > 1 and names & {"from", "date"}:
            return start
    return None


def _head(lines: list[str], start: int) -> tuple[dict[str, str], int]:
    """The fields of a head, and the line at which the mail itself begins; a long field goes on in the next line."""
    found: dict[str, str] = {}
    last, at = "", start
    for at, line in enumerate(lines[start:], start=start):
        pair = _field(line)
        if pair and pair[0] not in found:
            last, found[pair[0]] = pair[0], pair[1]
        elif line.strip(" >") and last in ("to", "cc") and (line.startswith((" ", "\t")) or "@" in line):
            found[last] = f"{found[last]} {line.strip()}"
        elif line.strip(" >") or len(found) > 1:
            return found, at
    return found, at + 1


def _newest(lines: list[str]) -> str:
    """A mail without the older ones below it and without quoted lines; what it forwards belongs to it."""
    kept: list[str] = []
    forwards = False
    for at, line in enumerate(lines):
        if _FORWARD.match(line[:_LONGEST_LINE]):
            forwards = True
        elif kept and (
            _OLDER.match(line[:_LONGEST_LINE]) or (not forwards and _head_at(lines[at : at + _HEAD_LINES]) == 0)
        ):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _names(field_value: str) -> list[str]:
    """The people of a field by name, “Soler, Marta” as Marta Soler; whoever has no name by the address."""
    found = []
    for part in re.findall(r'(?:"[^"]*"|[^;,"])+', field_value):
        address = _ADDRESS.search(part)
        name = re.sub(r"[<(\[]?(?:mailto:)?" + _ADDRESS.pattern + r"[>)\]]?", "", part).strip(" \"'<>()[]\t")
        family, comma, given = name.partition(",")
        name = f"{given.strip()} {family.strip()}" if comma else name
        if name or address:
            found.append(name or (address.group() if address else ""))
    return found


def _mail_day(value: str, zone: ZoneInfo, today: dt.date) -> dt.date | None:
    """The reader's day of a mail: exact where its zone is named, else the day as it is written."""
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        moment = None
    if (moment is None or moment.tzinfo is None) and (match := _ISO.search(value[:200])):
        with contextlib.suppress(ValueError):
            moment = dt.datetime.fromisoformat(match[1] + match[2])
    if moment is None or moment.tzinfo is None:
        return day_in(value, today)
    try:
        return moment.astimezone(zone).date()
    except OverflowError:
        return None


def _chat(text: str, today: dt.date) -> dict[str, Any] | None:
    """Lines of a chat; its day is the last one in it."""
    people: list[str] = []
    days: list[str] = []
    lines: list[str] = []
    for line in text.split("\n"):
        short = line[:_LONGEST_LINE]
        if mark := _KAKAO_DAY.match(short):
            days.append(mark["day"])
            continue
        match = next((found for pattern in _CHAT if (found := pattern.match(short))), None)
        if match is None:
            if people or not _KAKAO_TITLE.search(short):
                lines.append(line)
            continue
        parts = match.groupdict()
        days.append(parts.get("day") or "")
        people.append(who := parts["who"].strip())
        lines.append(f"{who}: {parts['text']}{line[_LONGEST_LINE:]}".rstrip())
    if not people:
        return None
    return {
        "kind": ContactKind.MESSENGER.value,
        "on": max((when for day in days if (when := day_in(day, today))), default=None),
        "people": people,
        "what": "\n".join(lines).strip(),
        "sender": people[0],
    }
