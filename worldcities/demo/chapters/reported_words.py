"""What the made-up people write in their updates and reports, in the language of each."""

from __future__ import annotations

import datetime as dt

# Answers by partner: achieved, difficult, next.
INCEPTION: dict[str, dict[str, str]] = {
    "busan": {
        "achieved_ko": "출범회의와 바르셀로나 대표단 방문을 마치고 협력 분야 세 가지를 합의함",
        "difficult_ko": "시차로 인해 공동 회의 시간이 하루 한두 시간에 그침",
        "next_ko": "유휴공간 재생과 버스 요금 결제 분야의 협력사업 추진",
    },
    "barcelona": {
        "achieved_en": "The delegation visited Busan for two days and saw F1963 and the fare boxes at Samwon FA.",
        "difficult_en": "Two of five departments have not named a contact yet.",
        "next_en": "Find one empty hall in the 22@ district for a joint study.",
    },
    "suwon": {
        "achieved_ko": "수원화성과 도시재생 현장을 스코틀랜드 대표단에 소개함",
        "difficult_ko": "도시연합 소속 도시가 많아 일정 조율에 시간이 걸림",
        "next_ko": "문화유산 데이터 공개 방식 비교",
    },
    "scottish-cities-alliance": {
        "achieved_en": "Seven cities agreed on one speaker for heritage data and one for smart lighting.",
        "difficult_en": "Decisions need the word of seven councils.",
        "next_en": "Send Suwon the list of open data sets.",
    },
    "gwangju": {
        "achieved_ko": "친환경 자동차와 대기질 측정 분야 협력 합의",
        "difficult_ko": "특이사항 없음",
        "next_ko": "도로변 측정 자료 교환",
    },
    "tampere": {
        "achieved_en": "The university and the city drew up a list of sensors along the roads.",
        "difficult_en": "The first coordinator left; the hand-over took two weeks.",
        "next_en": "Compare a month of measurements.",
    },
    "seoul": {
        "achieved_ko": "지능형 가로등 현장을 공유하고 협력 분야를 합의함",
        "difficult_ko": "예산 확정이 늦어짐",
        "next_ko": "가로등 시범 구간 선정",
    },
    "eindhoven": {
        "achieved_en": "Both cities agreed to test lamps that answer to people.",
        "difficult_en": "Nothing that needs help.",
        "next_en": "Name the street for the test.",
    },
}

INTERIM: dict[str, dict[str, str]] = {
    "busan": {
        "achieved_ko": "버스 요금 결제 비교 사업을 합의 단계로 진전시키고 실무회의를 두 차례 개최함",
        "difficult_ko": "최종회의 장소 사정으로 일정을 한 달 변경함",
        "next_ko": "공동 추진계획 확인, 유럽 합동 방문 대표단 구성",
    },
    "suwon": {"achieved_ko": "문화유산 데이터 목록을 검토함", "next_ko": "스코틀랜드 방문 준비"},
    "scottish-cities-alliance": {
        "achieved_en": "Glasgow and Perth opened four data sets of listed buildings for the comparison with Suwon.",
        "difficult_en": "Two calls were moved because of public holidays on one side or the other.",
        "next_en": "Host the delegation of Suwon in two cities.",
    },
}

SUMMARY = {
    "en": (
        "The four pairings met at the launch in Seoul and agreed their themes. All eight partners sent their update. "
        "Where coordinators changed or departments are slow to name a contact, the programme staff help."
    ),
    "ko": (
        "□ 네 파트너십 모두 서울 출범회의에 참가하고 협력 분야를 합의함\n"
        "○ 참여 도시 8곳 모두 도시별 추진실적 제출\n"
        "※ 실무 담당자 교체, 담당 부서 지정 지연은 수행기관이 지원"
    ),
}

# Days after the launch, what was published, and the pairing it is about (none: the strand).
ITEMS: tuple[tuple[int, dict[str, str], str], ...] = (
    (1, {"outlet": "Busan Today", "title": "부산·바르셀로나, 도시재생 협력 시작", "language": "ko"}, "busan-barcelona"),
    (3, {"outlet": "Barcelona City Council", "title": "A Korean port visits 22@", "language": "en"}, "busan-barcelona"),
    (6, {"outlet": "CityNet", "title": "Eight cities begin a year of cooperation", "language": "en"}, ""),
    (40, {"outlet": "Suwon City", "title": "수원, 스코틀랜드 도시들과 문화유산 데이터 협력", "language": "ko"},
     "suwon-scottish-cities-alliance"),
)  # fmt: skip

# The real strand's own days, and three months until its last report is due.
REAL_FINAL = {"starts_on": dt.date(2017, 1, 1), "ends_on": dt.date(2018, 4, 20), "due_on": dt.date(2018, 7, 20)}
