"""What a pasted mail or chat tells of a contact: kind, day, hour, people, text. Pure: text in, findings out.

It knows the heads of mails in English and Korean (as Outlook, Gmail, Apple Mail, Naver, Daum and korea.kr write them,
or show them on the page from which they are copied), marks of quoted and forwarded mails, and the lines in which
KakaoTalk (of a computer, an iPhone, an Android phone, in both languages) and WhatsApp copy and export a chat. What it
does not know is text. It never fails: a reading that does not hold is left out.
"""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

from partnerships.enums import ContactKind

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)? (?:of )?([A-Za-z]{3,9})\.?,? (\d{4})\b")
_AMERICAN = re.compile(r"\b([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
_YEAR_FIRST = re.compile(r"\b(\d{4}) ?(?:[./-]|년) ?(\d{1,2}) ?(?:[./-]|월) ?(\d{1,2})")
_YEAR_LAST = re.compile(r"\b(\d{1,2}) ?[./-] ?(\d{1,2}) ?[./-] ?(\d{4}|\d{2})\b")


def day_in(text: str, today: dt.date) -> dt.date | None:
    """The first day that a text names: 14 March 2017, Mar 14, 2017, 2017. 3. 14.(화), 2017년 3월 14일, 14/03/2017.

    Of 03/04/2017 the day stands first, as in Europe, unless that day is still to come or is none.
    """
    text = text[:MOST_WHEN]
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


# An hour: 9:41, 09:41:12, 오전 9:41, 9:41 AM, 9시 41분; then what says at which place, if anything does.
_CLOCK = re.compile(
    r"(?<![\d:+-])(?:(?P<half>오전|오후|[AP]M) ?)?(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})|시(?: ?(?P<minutes>\d{1,2})분)?)"
    r"(?::\d{2}| ?\d{1,2}초)?(?:\.\d{1,6})?(?: ?(?P<after>[AaPp])\.?[Mm]\b\.?)?"
)
_OFFSET = re.compile(r" {0,3}\(?(?:GMT|UTC)? ?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?\b")
_ZONE = re.compile(r" {0,3}\(?(Z|UTC|GMT|WET|WEST|BST|CET|CEST|EET|EEST|KST)\b")
_HOURS_OF = {"WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "KST": 9}
_SEOUL = ZoneInfo("Asia/Seoul")

When = tuple[dt.date | None, dt.time | None, ZoneInfo]


def when_in(text: str, *, home: ZoneInfo, zone: ZoneInfo, now: dt.datetime) -> When:
    """The day and hour that a text names, and where they are meant: in `home`, or in `zone` if the text names another.

    What is still to come is no day of a contact.
    """
    text = text[:MOST_WHEN]
    day, match = day_in(text, now.astimezone(home).date()), _CLOCK.search(text)
    time = _time(match) if match else None
    if day is None or match is None or time is None:
        return (day if day and day <= now.astimezone(home).date() else None), time, home
    offset = _offset(text, match.end())
    try:
        moment = dt.datetime.combine(day, time, tzinfo=home if offset is None else dt.timezone(offset))
        moment = moment.astimezone(home if offset is None else zone)
        is_past = moment <= now
    except (OverflowError, ValueError):
        return None, None, home
    if not is_past:
        return None, None, home
    return (day, time, home) if offset is None else (moment.date(), moment.time(), zone)


def _time(match: re.Match[str]) -> dt.time | None:
    hour, minute = int(match["hour"]), int(match["minute"] or match["minutes"] or 0)
    half = {"오전": "a", "오후": "p"}.get(match["half"] or "") or (match["half"] or match["after"] or "")[:1].lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


def _offset(text: str, at: int) -> dt.timedelta | None:
    if match := _OFFSET.match(text, at):
        apart = dt.timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
        return -apart if match["sign"] == "-" else apart
    match = _ZONE.match(text, at)
    return dt.timedelta(hours=_HOURS_OF.get(match[1], 0)) if match else None


MOST_LETTERS = 10_000  # of a text, as much as a contact holds
MOST_READ = 200_000  # letters that are looked through; the head of a mail stands at its beginning
MOST_WHO = 500
MOST_WHEN = 200
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
    "일시": "date", "보낸 시간": "date", "보낸시간": "date", "받은 날짜": "date", "받은날짜": "date",
    "subject": "subject", "제목": "subject",
    "bcc": "", "숨은참조": "", "숨은 참조": "", "첨부": "", "첨부파일": "", "첨부 파일": "", "중요도": "",
    "attachments": "", "importance": "",
}  # fmt: skip
_FIELD = re.compile(
    rf"^[\s>*]{{0,8}}(?P<name>{'|'.join(sorted(_FIELDS, key=len, reverse=True))})"
    r"(?P<gap>\*?\s{0,3}[:\uff1a]\*?\s?|\s{1,3}|$)(?P<value>.*)$",
    re.IGNORECASE,
)
# A page of mail shows these in Korean without a colon.
_WITHOUT_COLON = re.compile(r"^(?:보낸|받는|받은) ?(?:사람|날짜|시간)")
_WHEN_LINE = re.compile(r"^\s{0,8}\d{2,4}[\d\s.:/()+,년월일시분초오전후화수목금토요AMPGTKS-]{8,50}$")
# Naver writes so in English, too.
_NAVER_DATE = re.compile(r"[가-힣]|^\d{4}-\d{2}-\d{2} \(")
_SHORT_YEAR = re.compile(r"^\d{2}[./-] ?\d{1,2}[./-] ?\d{1,2}\b")
# Where an older mail begins below the newest one; what follows is not said again.
_OLDER = re.compile(
    r"^\s*(?:-{2,}\s*(?:original message|forwarded message|원본 ?메(?:시지|일)|전달(?:된|한)? ?메(?:시지|일)"
    r"|forwarded by (?:[^-]|-(?!-)){1,200})\s*-{2,}"
    r"|begin forwarded message:|_{10,}"
    r"|on .{4,120} wrote:|\d{4}년 .{4,120}(?:작성|님이 작성):?|.{4,120}님이 작성:)\s*$",
    re.IGNORECASE,
)
_FORWARD = re.compile(r"^\s*(?:-{2,}\s*forwarded|begin forwarded|-{2,}\s*전달)", re.IGNORECASE)
_PERSON = re.compile(r'(?:"[^"]*"|\([^()]*\)|[^;,"])+')
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")

_DATE = (
    r"(?:\d{4}년 \d{1,2}월 \d{1,2}일|\d{1,4}[./-] ?\d{1,2}[./-] ?\d{2,4}\.?"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]{2,8}\.? \d{4})"
)
_HOUR = r"(?:(?:오전|오후|[AP]M) ?)?\d{1,2}:\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?"
_STAMP = rf"(?P<day>{_DATE}),? ?(?:\([^)]{{1,3}}\) ?)?(?:at )?(?P<at>{_HOUR})"
_KAKAO_DAY = re.compile(
    rf"^[-\s]{{0,40}}(?P<day>\d{{4}}년 \d{{1,2}}월 \d{{1,2}}일(?: .요일)?(?: {_HOUR})?"
    r"|[A-Z][a-z]{5,8}, (?:[A-Z][a-z]{2,8} \d{1,2},|\d{1,2} [A-Z][a-z]{2,8}) \d{4})[-\s]{0,40}$"
)
_KAKAO_PC = re.compile(rf"^\[(?P<who>[^\]]{{1,80}})\] \[(?:(?P<day>{_DATE}),? )?(?P<at>{_HOUR})\] ?(?P<text>.*)$")
_KAKAO_PHONE = re.compile(rf"^{_STAMP}, (?P<who>[^:]{{1,80}}) : (?P<text>.*)$")
# Below a line with the day.
_KAKAO_HOUR = re.compile(
    r"^(?P<at>(?:오전|오후|[AP]M) ?\d{1,2}:\d{2}|\d{1,2}:\d{2} ?[AP]M), (?P<who>[^:]{1,80}) : (?P<text>.*)$"
)
_KAKAO = (_KAKAO_PC, _KAKAO_PHONE, _KAKAO_HOUR)
# Who came and went, and what KakaoTalk writes above a chat that it saves.
_KAKAO_NOTICE = re.compile(
    rf"^(?:{_DATE},? ?(?:at )?)?{_HOUR}[,:] [^:]{{1,120}}(?:습니다\.?|\b(?:invited|joined|left)\b[^:]{{0,80}})$"
)
_KAKAO_TITLE = re.compile(r"카카오톡 대화|KakaoTalk Chats|^(?:저장한 날짜|Date Saved) ?:|^Talk_\d{4}")
# As it calls whoever exports the chat.
_OWN = frozenset({"회원님", "you"})
_WHATSAPP = re.compile(rf"^\u200e?\[?(?P<day>{_DATE}),? (?P<at>{_HOUR})\]?(?: -)? (?P<who>[^:]{{1,80}}): (?P<text>.*)$")


def read_pasted(text: str, *, zone: ZoneInfo, now: dt.datetime, own: str) -> dict[str, Any]:
    """Read a pasted message; `zone` and `own` are the reader's, by name: what is later than `now` is no contact.

    It gives kind, on, at, time_zone, side, who and what of a contact, empty where nothing was found; the `sender` who
    wrote, or wrote first, with the `sender_address`; and whether it was `cut`, being longer than a contact holds.
    """
    text = _plain(text)
    read = text[:MOST_READ]
    found = _mail(read, zone, now) or _chat(read, zone, now, own) or {"what": text.strip()}
    (day, time, place), what = found.get("when", (None, None, zone)), found["what"]
    return {
        "kind": found.get("kind", ""),
        "on": day,
        "at": time and time.replace(second=0, microsecond=0),
        "time_zone": place.key if time else "",
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


def _mail(text: str, zone: ZoneInfo, now: dt.datetime) -> dict[str, Any] | None:
    """A mail, by a head with at least two of its fields: from whom and one more, or when and to whom."""
    lines = text.split("\n")
    start = _head_at(lines)
    if start is None:
        return None
    if lines[start].lstrip().startswith(">"):
        lines = [re.sub(r"^\s*> ?", "", line) for line in lines]
    head, body_at = _head(lines, start)
    # What stands above a forwarded mail was said by who forwarded it; its mark says nothing.
    body = _newest([*(line for line in lines[:start] if not _OLDER.match(line[:_LONGEST_LINE])), *lines[body_at:]])
    address = _ADDRESS.search(head.get("from", ""))
    senders = _names(head.get("from", ""))
    date = head.get("date", "")
    is_korean = re.search("[가-힣]", lines[start][:_MOST_HEAD].partition(":")[0]) or _NAVER_DATE.search(date)
    if is_korean and _SHORT_YEAR.match(date):
        date = f"20{date}"
    return {
        "kind": ContactKind.MAIL.value,
        "when": when_in(date, home=_SEOUL if is_korean else zone, zone=zone, now=now),
        "people": [*senders, *_names(head.get("to", "")), *_names(head.get("cc", ""))],
        "what": "\n\n".join(part for part in (head.get("subject", ""), body) if part),
        "sender": senders[0] if senders else "",
        "sender_address": address.group().lower() if address else "",
    }


def _field(line: str) -> tuple[str, str] | None:
    """The field that a line names, and its value, which a copied page may have in the next line."""
    if len(line) > _LONGEST_LINE or not (match := _FIELD.match(line)):
        return None
    label, value = match["name"], match["value"].strip().strip("*").strip()
    if ":" not in match["gap"] and "\uff1a" not in match["gap"]:
        # Words of a sentence, unless it is a name that mail pages write so.
        is_alone = not value or "\t" in match["gap"]
        if label.isascii() or not (is_alone or _WITHOUT_COLON.match(label)):
            return None
    return _FIELDS[" ".join(label.split()).lower()], value


def _head_at(lines: list[str]) -> int | None:
    """The line at which a head begins: near the beginning, with different fields close together."""
    for start, line in enumerate(lines[:_MOST_HEAD]):
        if not _field(line):
            continue
        names = {one[0] for near in lines[start : start + _HEAD_LINES] if (one := _field(near))}
        # Day and subject alone head somebody's own minutes.
        if len(names) > 1 and ("from" in names or names >= {"date", "to"}):
            return start
    return None


def _head(lines: list[str], start: int) -> tuple[dict[str, str], int]:
    """The fields of a head, and the line at which the mail itself begins; a long field goes on in the next line.

    Copied from a page of mail, a value may stand below its name, and the date without one.
    """
    found: dict[str, str] = {}
    last, waits, at = "", False, start
    for at, line in enumerate(lines[start:], start=start):
        pair, text = _field(line), line.strip(" >")
        if pair and pair[0] not in found:
            last, found[pair[0]] = pair
            waits = not pair[1] and ":" not in line
        elif pair and not pair[0]:
            last, waits = "", False
        elif waits:
            if text:
                found[last], waits = text.removeprefix(":").strip(), False
        elif text and last in ("to", "cc") and (line.startswith((" ", "\t")) or "@" in line):
            found[last] = f"{found[last]} {line.strip()}"
        elif "date" not in found and _is_when(line):
            last, found["date"] = "date", text
        elif text or (len(found) > 1 and not _goes_on("".join(lines[at + 1 : at + 2]), found)):
            return found, at
    return found, at + 1


def _goes_on(line: str, found: dict[str, str]) -> bool:
    """Whether the head of a copied page goes on with the line below an empty one."""
    if pair := _field(line):
        return pair[0] not in found and ":" not in line and "\uff1a" not in line
    return "date" not in found and _is_when(line)


def _is_when(line: str) -> bool:
    return len(line) <= MOST_WHEN and bool(_WHEN_LINE.match(line))


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
    for part in _PERSON.findall(field_value):
        address = _ADDRESS.search(part)
        name = re.sub(r"[<(\[]?(?:mailto:)?" + _ADDRESS.pattern + r"[>)\]]?", "", part).strip(" \"'<>\t")
        if name.startswith(("(", "[")):
            name = name.strip("()[] ")
        family, comma, given = name.partition(",")
        name = f"{given.strip()} {family.strip()}" if comma and "(" not in family else name
        if name or address:
            found.append(name or (address.group() if address else ""))
    return found


def _chat(text: str, zone: ZoneInfo, now: dt.datetime, own: str) -> dict[str, Any] | None:
    """Lines of a chat; its moment is that of the last one."""
    people: list[str] = []
    moments: set[tuple[str, bool]] = set()
    lines: list[str] = []
    day = ""
    for line in text.split("\n"):
        short = line[:_LONGEST_LINE]
        if mark := _KAKAO_DAY.match(short):
            day = mark["day"]
            continue
        kakao = next((found for pattern in _KAKAO if (found := pattern.match(short))), None)
        match = kakao or _WHATSAPP.match(short)
        if match is None:
            if not (_KAKAO_NOTICE if people else _KAKAO_TITLE).search(short):
                lines.append(line)
            continue
        parts = match.groupdict()
        who = parts["who"].strip()
        people.append(who := own if kakao and who.casefold() in _OWN else who)
        moments.add((f"{parts.get('day') or day} {parts['at']}", bool(kakao)))
        lines.append(f"{who}: {parts['text']}{line[_LONGEST_LINE:]}".rstrip())
    if not people:
        return None
    whens = [when_in(text, home=_SEOUL if kakao else zone, zone=zone, now=now) for text, kakao in moments]
    return {
        "kind": ContactKind.MESSENGER.value,
        "when": max(whens, key=lambda when: (when[0] or dt.date.min, when[1] or dt.time.min)),
        "people": people,
        "what": "\n".join(lines).strip(),
        "sender": people[0],
    }
