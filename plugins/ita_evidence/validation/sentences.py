"""What each finding's code says, in Thai and English; docs/findings.md is made from here.

A machine cannot know that something is not there: "ยังไม่พบ … ในหน้า … ตรวจเมื่อ …", never "ไม่มี".
Every sentence may use `component`, `unit`, `url`, `date`, `month` and `year`; a code's own words
(`heading`, `missing` …) are given by whoever observes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Kind = Literal["not_met", "needs_review", "note"]


class Sentence(NamedTuple):
    kind: Kind
    """What the code leads to in a target that is judged and due."""
    th: str
    en: str
    meaning: str
    """For the person who reads docs/findings.md."""


_SEEN = "ในหน้า {url} ตรวจเมื่อ {date}"
_SEEN_EN = "on {url}, looked at on {date_en}"

SENTENCES: Mapping[str, Sentence] = {
    # --- what came of the capture ------------------------------------------------------------
    "no_source": Sentence(
        "not_met",
        "ยังไม่ได้ระบุแหล่งเผยแพร่ของ{unit} จึงยังไม่พบ “{component}” ตรวจเมื่อ {date}",
        "No source is declared for {unit}, so “{component}” was not looked for; {date_en}.",
        "The sources file names no URL for this unit and item.",
    ),
    "not_found": Sentence(
        "not_met",
        f"ยังไม่พบ “{{component}}” เพราะเปิดหน้าไม่ได้ (ไม่พบหน้าหรือไฟล์) {_SEEN}",
        f"“{{component}}” was not found: the page or file is not there (404 or 410) {_SEEN_EN}.",
        "The server says that the page or linked file does not exist.",
    ),
    "soft_404": Sentence(
        "not_met",
        f"ยังไม่พบ “{{component}}” หน้าเว็บแสดงข้อความว่าไม่พบข้อมูลหรืออยู่ระหว่างปรับปรุง {_SEEN}",
        f"“{{component}}” was not found: the page answers but says it has nothing {_SEEN_EN}.",
        "A page that answers 200 and says it was not found or is being prepared.",
    ),
    "empty": Sentence(
        "not_met",
        f"ยังไม่พบ “{{component}}” เพราะหน้าหรือไฟล์ว่างเปล่า {_SEEN}",
        f"“{{component}}” was not found: the page or file is empty {_SEEN_EN}.",
        "An answer without content.",
    ),
    "wrong_type": Sentence(
        "not_met",
        f"ยังไม่พบ “{{component}}” เพราะไฟล์ที่ได้ไม่ใช่ชนิดที่ลิงก์ระบุ {_SEEN}",
        f"“{{component}}” was not found: the file is not of the kind its link says {_SEEN_EN}.",
        "For example an HTML page where a PDF is linked.",
    ),
    "source_down": Sentence(
        "needs_review",
        "เชื่อมต่อ {url} ไม่ได้เมื่อ {date} จึงยังตรวจ “{component}” ไม่ได้",
        "{url} did not answer on {date_en}, so “{component}” could not be looked at.",
        "DNS, TLS, connection or 5xx failure, also when asked again at the run's end.",
    ),
    "source_down_again": Sentence(
        "not_met",
        "เชื่อมต่อ {url} ไม่ได้ทั้งในการตรวจครั้งก่อนและเมื่อ {date} จึงยังไม่พบ “{component}”",
        "{url} did not answer at the previous checkpoint "
        "nor on {date_en}: “{component}” was not found.",
        "The same source was down at two checkpoints.",
    ),
    "blocked": Sentence(
        "needs_review",
        "เว็บไซต์ {url} ปฏิเสธการเข้าถึงโดยระบบอัตโนมัติเมื่อ {date} โปรดเปิดดู “{component}” ด้วยตนเอง",
        "{url} refused an automatic visit on {date_en}; please look at “{component}” yourself.",
        "A firewall, login or captcha: the agency may be fine.",
    ),
    "closed": Sentence(
        "needs_review",
        "ระบบ {url} อยู่นอกเวลาให้บริการเมื่อ {date} จึงยังตรวจ “{component}” ไม่ได้",
        "{url} was out of its hours on {date_en}, so “{component}” could not be looked at.",
        "For example e-GP in office hours.",
    ),
    "too_large": Sentence(
        "needs_review",
        "ไฟล์ที่ {url} ใหญ่เกินกำหนดเมื่อ {date} โปรดเปิดดู “{component}” ด้วยตนเอง",
        "The file at {url} was over the size limit on "
        "{date_en}; please look at “{component}” yourself.",
        "Over the limit of the agency's file.",
    ),
    "refused_by_policy": Sentence(
        "needs_review",
        "ระบบไม่ได้เปิด {url} ตามข้อกำหนดการเข้าถึง (เช่น "
        "robots.txt) เมื่อ {date} โปรดเปิดดู “{component}” ด้วยตนเอง",
        "{url} was not asked on {date_en}, by our own rules; please look at “{component}”.",
        "robots.txt, a host that is not allowed, or a private address.",
    ),
    "not_captured": Sentence(
        "needs_review",
        "รอบนี้ยังไม่ได้เก็บสำเนาจาก {url} จึงยังตรวจ “{component}” ไม่ได้",
        "Nothing was captured from {url} in this run, so “{component}” could not be looked at.",
        "The capture of the host did not finish.",
    ),
    "unreadable": Sentence(
        "needs_review",
        f"เปิดอ่านไฟล์ไม่ได้ จึงยังตรวจ “{{component}}” ไม่ได้ {_SEEN}",
        f"The file could not be read, so “{{component}}” could not be looked at {_SEEN_EN}.",
        "No reader could read the sealed bytes.",
    ),
    "scan_without_text": Sentence(
        "needs_review",
        f"เอกสารเป็นภาพสแกนที่ไม่มีข้อความ โปรดเปิดดู “{{component}}” ด้วยตนเอง {_SEEN}",
        f"The document is a scan without text; please look at “{{component}}” yourself {_SEEN_EN}.",
        "OCR text never enters a verdict.",
    ),
    "text_poor": Sentence(
        "needs_review",
        f"ข้อความในเอกสารอ่านได้ไม่ครบ โปรดเปิดดู “{{component}}” ด้วยตนเอง {_SEEN}",
        f"The document's text is damaged; please look at “{{component}}” yourself {_SEEN_EN}.",
        "The text layer is too broken for its silence to prove anything.",
    ),
    "read_in_part": Sentence(
        "needs_review",
        f"เอกสารยาวเกินกำหนดหรือชำรุด ระบบจึงอ่านได้เพียงบางส่วนและยังไม่พบ “{{component}}” "
        f"โปรดเปิดดูด้วยตนเอง {_SEEN}",
        f"The document is too long or damaged and was read in part, without “{{component}}”; "
        f"please look at the rest yourself {_SEEN_EN}.",
        "More of the document is there than was read: the limits of a reading, or a broken page.",
    ),
    "drawn_not_written": Sentence(
        "needs_review",
        f"ยังไม่พบ “{{component}}” ในข้อความ แต่หน้านี้มีภาพหรือส่วนที่แสดงด้วยสคริปต์ โปรดเปิดดูด้วยตนเอง {_SEEN}",
        f"“{{component}}” is not in the text, but a picture or script may show it {_SEEN_EN}.",
        "Absent from the text is not absent.",
    ),
    "links_gone": Sentence(
        "needs_review",
        f"หน้านี้เคยแสดงลิงก์ แต่ครั้งนี้ยังไม่พบลิงก์ใดเลย โปรดเปิดดู “{{component}}” ด้วยตนเอง {_SEEN}",
        f"The page had links before and shows none now; please look for “{{component}}” "
        f"{_SEEN_EN}.",
        "Zero links where there were some: the page may be drawn by a script now, or broken.",
    ),
    "left_out": Sentence(
        "needs_review",
        f"หน้านี้มีเอกสารหรือหน้าย่อยที่ระบบยังไม่ได้เปิดอ่าน โปรดเปิดดู “{{component}}” ด้วยตนเอง {_SEEN}",
        f"The page leads to more than was opened; please look for “{{component}}” {_SEEN_EN}.",
        "Documents over the limit, further pages of a list, links or frames of other hosts.",
    ),
    "link_repair": Sentence(
        "note",
        "ลิงก์ {of} เปิดไม่ได้ แต่ {offer} เปิดได้ เมื่อ {date} โปรดแก้ไขลิงก์",
        "The link {of} does not work; {offer} did on {date_en}: please mend the link.",
        "A dead link and what would work in its place; the verdict is on the link as it stands.",
    ),
    "link_repair_unasked": Sentence(
        "note",
        "ลิงก์ {of} เปิดไม่ได้ ไฟล์อาจอยู่ที่ {offer} โปรดตรวจและแก้ไขลิงก์",
        "The link {of} does not work; the file may stand at {offer}: please check and mend it.",
        "As `link_repair`, where the other address belongs to another host and was not asked.",
    ),
    "would_work": Sentence(
        "note",
        "ที่อยู่ซึ่งเปิดได้คือ {offer}",
        "What works is {offer}.",
        "Added to the finding of a dead link for which a working address was found.",
    ),
    # --- any item ----------------------------------------------------------------------------
    "off_site": Sentence(
        "needs_review",
        f"พบ “{{component}}” นอกเว็บไซต์ของจังหวัด โปรดตรวจว่าเผยแพร่หรือเชื่อมโยงจากเว็บไซต์จังหวัด {_SEEN}",
        f"“{{component}}” was found, but not on the province's own site; please check {_SEEN_EN}.",
        "O16 to O21 count on the province's own site.",
    ),
    "stale": Sentence(
        "needs_review",
        f"ไฟล์หรือหน้านี้เหมือนกับที่เก็บสำเนาไว้ก่อนปีงบประมาณ พ.ศ. {{fiscal_year}} ทุกประการ "
        f"โปรดตรวจว่า “{{component}}” เป็นข้อมูลตามรอบนี้ {_SEEN}",
        f"These bytes are those that were captured before fiscal year B.E. {{fiscal_year}}; please "
        f"check that “{{component}}” is of this one {_SEEN_EN}.",
        "This year's address serves last year's file. Dated items only, never where the item may "
        "repeat.",
    ),
    "same_file": Sentence(
        "note",
        f"ไฟล์นี้แสดงไว้ในข้อ {{items}} ด้วย {_SEEN}",
        f"The same file is shown under {{items}} too {_SEEN_EN}.",
        "One file under several items is often one document.",
    ),
    "submitted_units": Sentence(
        "needs_review",
        f"พบ “{{component}}” ในหน้าที่ส่งในระบบ ITAS โปรดตรวจว่าครบทุกหน่วยงานผู้รับผิดชอบ {_SEEN}",
        f"“{{component}}” was found at the submitted URL; please check that every unit's part is "
        f"there {_SEEN_EN}.",
        "One URL was submitted for an item that each unit must do its part of.",
    ),
    "found_elsewhere": Sentence(
        "note",
        "พบข้อมูลของ{unit}ที่ {url} แต่ URL ที่หน่วยงานส่งในระบบ ITAS เป็นหน้าอื่น ผลการตรวจจึงเป็นไปตาม URL ที่ส่ง",
        "What {unit} shows at {url} would do, but another URL was submitted in the ITAS: the "
        "verdict is on the submitted one.",
        "Evidence elsewhere than at the submitted URL is said, and does not count.",
    ),
    "draft": Sentence(
        "not_met",
        f"เอกสารเป็นร่างหรือแบบฟอร์มที่ยังไม่ได้กรอก จึงยังไม่พบ “{{component}}” {_SEEN}",
        f"The document is a draft or an unfilled form: “{{component}}” was not found {_SEEN_EN}.",
        "`(ร่าง)`, `[ชื่อหน่วยงาน]` and their like in the title.",
    ),
    "other_body": Sentence(
        "not_met",
        f"เอกสารเป็นของ{{body}} ยังไม่พบ “{{component}}” ของหน่วยงาน {_SEEN}",
        f"The document is of another body ({{body}}): “{{component}}” was not found {_SEEN_EN}.",
        "The head names another province, and ours stands nowhere.",
    ),
    "draft_perhaps": Sentence(
        "needs_review",
        f"เอกสารอาจเป็นร่างหรือตัวอย่าง โปรดตรวจว่าเป็นฉบับที่ใช้จริง {_SEEN}",
        f"The document may be a draft or an example; please check that it is in use {_SEEN_EN}.",
        "ร่าง, ฉบับร่าง, DRAFT or ตัวอย่าง in its first words.",
    ),
    "memo_in_front": Sentence(
        "needs_review",
        f"เอกสารขึ้นต้นด้วยบันทึกข้อความ โปรดตรวจว่ามีตัวเอกสารอยู่ด้วย {_SEEN}",
        f"It begins with a memo; please check that the document itself is there {_SEEN_EN}.",
        "A covering memo is not the evidence.",
    ),
    "body_in_doubt": Sentence(
        "needs_review",
        f"เอกสารระบุชื่อ{{body}} โปรดตรวจว่าเป็นเอกสารของหน่วยงาน {_SEEN}",
        f"It names another body ({{body}}); please check whose document it is {_SEEN_EN}.",
        "Another province stands in its head, and ours no oftener; or another kind of body does, "
        "and ours not there or only as a place; or a ministry, a commission or a group of "
        "provinces stands in its title, and ours only among those that it goes to.",
    ),
    "cancelled_perhaps": Sentence(
        "needs_review",
        f"ชื่อเอกสารระบุว่าเป็นการยกเลิก โปรดตรวจว่า “{{component}}” ยังใช้อยู่ {_SEEN}",
        f"Its title says that something is cancelled; please check that “{{component}}” holds "
        f"{_SEEN_EN}.",
        "An order or announcement that takes another back, and gives no new one in its place.",
    ),
    "form_open": Sentence(
        "needs_review",
        f"เอกสารมีช่องว่างที่ยังไม่ได้กรอกหลายแห่ง โปรดตรวจว่าเป็นฉบับที่กรอกแล้ว {_SEEN}",
        f"Several places of the document were left open; please check that it is filled "
        f"{_SEEN_EN}.",
        "Dotted lines in its first words, other than a signature's: an unfilled form.",
    ),
    "wrong_year": Sentence(
        "not_met",
        f"พบข้อมูลของปี พ.ศ. {{other}} ยังไม่พบข้อมูลของปี พ.ศ. {{year}} {_SEEN}",
        f"It is of B.E. {{other}}; that of B.E. {{year}} was not found {_SEEN_EN}.",
        "Every year that the document names is another one.",
    ),
    "years_mixed": Sentence(
        "needs_review",
        f"เอกสารระบุทั้งปี พ.ศ. {{other}} และ พ.ศ. {{year}} โปรดตรวจว่าเป็นข้อมูลของปีใด {_SEEN}",
        f"It names both B.E. {{other}} and B.E. {{year}}; please check which it is of {_SEEN_EN}.",
        "Often a template with last year's heading.",
    ),
    "part_of_year": Sentence(
        "needs_review",
        f"รายงานระบุว่าเป็นของบางช่วงในปี พ.ศ. {{year}} โปรดตรวจว่าเป็นผลตลอดทั้งปี {_SEEN}",
        f"The report says that it is of a part of B.E. {{year}}; please check that it tells the "
        f"whole year {_SEEN_EN}.",
        "A half-year's or quarter's report where the annual one is due.",
    ),
    "year_in_span": Sentence(
        "needs_review",
        "เอกสารระบุเพียงช่วงปี ({span}) ซึ่งมีปี พ.ศ. {year} อยู่ด้วย "
        f"โปรดตรวจว่าเป็นข้อมูลของปี พ.ศ. {{year}} {_SEEN}",
        "It names only a span of years ({span}) that holds B.E. {year}; please check that it is of "
        f"that year {_SEEN_EN}.",
        "Two years in one report, or the plan or strategy that a report is about.",
    ),
    "year_unknown": Sentence(
        "needs_review",
        f"ยังไม่พบว่าเอกสารระบุปี โปรดตรวจว่าเป็นข้อมูลของปี พ.ศ. {{year}} {_SEEN}",
        f"It names no year; please check that it is of B.E. {{year}} {_SEEN_EN}.",
        "No year labels the document, or only its covering memo's does.",
    ),
    "dash_unexplained": Sentence(
        "needs_review",
        f"พบเครื่องหมาย “-” ใน “{{component}}” โดยยังไม่พบคำอธิบาย "
        f"โปรดตรวจหรือให้หน่วยงานระบุเป็นข้อความ {_SEEN}",
        f"“{{component}}” shows a dash that nothing explains {_SEEN_EN}.",
        "A dash is neither a zero nor a declared nil.",
    ),
    "nil_declared": Sentence(
        "note",
        f"หน่วยงานแจ้งว่าไม่มีรายการสำหรับ “{{component}}” {{month}} {_SEEN}",
        f"A nil is declared for “{{component}}” {{month}} {_SEEN_EN}.",
        "A declared nil that the item accepts.",
    ),
    "nil_unqualified": Sentence(
        "needs_review",
        "พบข้อความแจ้งว่าไม่มีการจัดซื้อจัดจ้าง แต่ยังไม่พบเหตุผลตามเกณฑ์ "
        f"(วงเงินเกิน 500,000 บาท หรือกฎหมายไม่ได้กำหนดให้เผยแพร่แผน) {_SEEN}",
        f"A nil is declared without the reason that the criterion asks for {_SEEN_EN}.",
        "O19 accepts a nil above 500,000 baht, or where the law asks for no plan.",
    ),
    "nil_without_body": Sentence(
        "needs_review",
        f"พบข้อความแจ้งว่าไม่มีรายการ แต่ยังไม่พบชื่อหน่วยงานที่แจ้ง {_SEEN}",
        f"A nil is declared, but not by whom {_SEEN_EN}.",
        "A declaration needs matter, period and body.",
    ),
    "nil_without_period": Sentence(
        "needs_review",
        f"พบข้อความแจ้งว่าไม่มีการจัดซื้อจัดจ้าง แต่ยังไม่พบว่าเป็นของเดือนใด ({{month}}) {_SEEN}",
        f"A nil is declared, but for no month ({{month}}) {_SEEN_EN}.",
        "A declaration needs matter, period and body.",
    ),
    "nil_not_allowed": Sentence(
        "needs_review",
        f"พบข้อความแจ้งว่าไม่มีรายการ ซึ่งเกณฑ์ข้อนี้ไม่ได้กล่าวถึง โปรดตรวจ {_SEEN}",
        f"A nil is declared where the criterion speaks of none; please check {_SEEN_EN}.",
        "The seed allows no nil here.",
    ),
    "nil_narrowed": Sentence(
        "needs_review",
        f"ข้อความที่แจ้งว่าไม่มีรายการกล่าวถึงเพียงบางส่วน โปรดตรวจ “{{component}}” {_SEEN}",
        f"The nil speaks of a part only; please check “{{component}}” {_SEEN_EN}.",
        "For example: none pending, none by selection.",
    ),
    "nil_not_corruption": Sentence(
        "needs_review",
        f"พบข้อความแจ้งว่าไม่มีเรื่องร้องเรียน แต่ยังไม่พบว่าเป็นเรื่องการทุจริตและประพฤติมิชอบ {_SEEN}",
        f"A nil of complaints is declared, but not of corruption {_SEEN_EN}.",
        "General complaints are not the matter.",
    ),
    "nil_other_period": Sentence(
        "needs_review",
        "ข้อความที่แจ้งว่าไม่มีรายการอยู่ใต้ช่วงเวลาอื่นหรือกล่าวถึงเพียงบางเดือน "
        f"โปรดตรวจว่าครอบคลุมรอบ 6 เดือนแรกของปี พ.ศ. {{year}} {_SEEN}",
        "The nil stands by another period, or by some of the months; please check that it is of "
        f"the first half of B.E. {{year}} {_SEEN_EN}.",
        "Last year's nil beside this half-year, or one quarter's alone.",
    ),
    "total_zero": Sentence(
        "needs_review",
        f"จำนวนเรื่องร้องเรียนทั้งหมดเป็น 0 แต่ยังไม่พบจำนวนใน “{{component}}” โปรดตรวจ {_SEEN}",
        f"The total is 0, and “{{component}}” is not told; please check {_SEEN_EN}.",
        "Of no complaint none is finished and none pending; a form may count its blanks to 0.",
    ),
    # --- period ------------------------------------------------------------------------------
    "period_missing": Sentence(
        "not_met",
        f"ยังไม่พบข้อมูลรอบ 6 เดือนแรก (ตุลาคม {{october}} – มีนาคม {{march}}) {_SEEN}",
        f"Nothing of the first half-year (October to March) was found {_SEEN_EN}.",
        "There are no figures whose period could be read.",
    ),
    "period_short": Sentence(
        "not_met",
        f"ข้อมูลยังไม่ครอบคลุมรอบ 6 เดือนแรก ยังไม่พบเดือน {{missing}} {_SEEN}",
        f"The first half-year is not covered: not found {{missing}} {_SEEN_EN}.",
        "Some of October to March is there, not all.",
    ),
    "wrong_period": Sentence(
        "not_met",
        f"ข้อมูลเป็นของช่วง {{found_period}} ยังไม่พบข้อมูลรอบ 6 เดือนแรกของปี พ.ศ. {{year}} {_SEEN}",
        f"It is of {{found_period}}; the first half of B.E. {{year}} was not found {_SEEN_EN}.",
        "Another half-year or year.",
    ),
    "period_unknown": Sentence(
        "needs_review",
        f"ยังไม่พบว่าข้อมูลเป็นของช่วงใด โปรดตรวจว่าครอบคลุมรอบ 6 เดือนแรกของปี พ.ศ. {{year}} {_SEEN}",
        "It does not say its period; please check that it "
        f"covers the first half of B.E. {{year}} {_SEEN_EN}.",
        "No range of dates or months, or a year's label alone.",
    ),
    "period_unclear": Sentence(
        "needs_review",
        "เอกสารระบุช่วงเวลาไว้ไม่ตรงกัน หรือระบุเพียงช่วงของแผน โปรดตรวจว่าผลครอบคลุมรอบ 6 เดือนแรก "
        f"ของปี พ.ศ. {{year}} {_SEEN}",
        "It names stretches of time that differ, or the plan's alone; please check that what it "
        f"tells covers the first half of B.E. {{year}} {_SEEN_EN}.",
        "A day as of which it tells, or a shorter range, beside the half-year or the whole year; "
        "the quarters of a plan's year.",
    ),
    "quarter_alone": Sentence(
        "needs_review",
        "เอกสารระบุเพียงไตรมาสที่ 2 โปรดตรวจว่าเป็นผลสะสมตั้งแต่ต้นปีงบประมาณ พ.ศ. {year} "
        f"หรือเฉพาะไตรมาส {_SEEN}",
        "It names the second quarter alone; please check whether it tells the fiscal year "
        f"{{year}} up to there or that quarter only {_SEEN_EN}.",
        "Quarterly reports are often cumulative and do not say so.",
    ),
    "periods_mixed": Sentence(
        "needs_review",
        "หน้านี้มีข้อมูลหลายรอบ โปรดตรวจว่า “{component}” ใดเป็นของรอบ 6 เดือนแรก "
        f"ของปี พ.ศ. {{year}} {_SEEN}",
        "It holds several periods; please check which “{component}” is of the first half "
        f"{_SEEN_EN}.",
        "Tables of several years on one page, whose headings do not tell them apart.",
    ),
    "month_blank": Sentence(
        "needs_review",
        f"ยังไม่พบจำนวนในแถวของ “{{blank}}” โปรดตรวจว่าข้อมูลครอบคลุมรอบ 6 เดือนแรก {_SEEN}",
        f"The row of “{{blank}}” is blank; please check that the half-year is covered {_SEEN_EN}.",
        "A table by months whose heading promises the half-year and whose later rows are blank.",
    ),
    "declared_early": Sentence(
        "needs_review",
        f"ข้อมูลลงวันที่ {{signed}} ก่อนสิ้นรอบ 6 เดือนแรก โปรดตรวจว่าครอบคลุมถึงวันสิ้นรอบ {_SEEN}",
        f"It is dated {{signed}}, before the half-year ended {_SEEN_EN}.",
        "Stated before the period was over.",
    ),
    # --- O16 to O18 --------------------------------------------------------------------------
    "results_missing": Sentence(
        "not_met",
        f"ยังไม่พบผลการสำรวจความพึงพอใจ (ค่าเฉลี่ยหรือร้อยละ) {_SEEN}",
        f"No survey results (means or percentages) were found {_SEEN_EN}.",
        "Often the empty questionnaire.",
    ),
    "results_in_prose": Sentence(
        "needs_review",
        f"พบตัวเลขความพึงพอใจในข้อความ โดยยังไม่พบตารางผล โปรดตรวจว่าเป็นผลการสำรวจ {_SEEN}",
        f"A figure of satisfaction stands in a sentence, in no table of results {_SEEN_EN}.",
        "It may be a target, or the result of another year or survey.",
    ),
    "other_document": Sentence(
        "needs_review",
        f"ชื่อเอกสารอาจเป็นของเรื่องอื่น โปรดตรวจว่าเป็น “{{component}}” {_SEEN}",
        f"By its name it may be about another matter; please check “{{component}}” {_SEEN_EN}.",
        "The report on a plan names the plan; each kind of annual report has the same parts; the "
        "results of the ITA speak of all items.",
    ),
    "other_survey": Sentence(
        "needs_review",
        f"พบผลความพึงพอใจในเรื่องอื่น โปรดตรวจว่าเป็นความพึงพอใจการให้บริการ {_SEEN}",
        "The survey seems to be about something else, a training or the staff; "
        f"please check that it is of services {_SEEN_EN}.",
        "O17 asks for satisfaction with services.",
    ),
    "link_to_front_page": Sentence(
        "not_met",
        f"ลิงก์นำไปยังหน้าแรกของกรม ยังไม่พบลิงก์ไปยังระบบบริการออนไลน์ของ{{unit}} {_SEEN}",
        f"The link leads to a department's front page, not to an online system {_SEEN_EN}.",
        "A host without a path is no service.",
    ),
    "forms_only": Sentence(
        "not_met",
        f"พบเพียงแบบฟอร์มให้ดาวน์โหลด ยังไม่พบระบบบริการออนไลน์ของ{{unit}} {_SEEN}",
        f"Only forms to download were found, no online system {_SEEN_EN}.",
        "A downloadable form is no e-service.",
    ),
    "page_of_department": Sentence(
        "needs_review",
        f"ลิงก์นำไปยังหน้าหนึ่งของกรม โปรดตรวจว่าเป็นบริการออนไลน์ของ{{unit}} {_SEEN}",
        f"The link leads to a department's page; please check that it is a service {_SEEN_EN}.",
        "A path on a department's own site may be its news; its systems have hosts of their own.",
    ),
    "unknown_system": Sentence(
        "needs_review",
        f"พบลิงก์บริการออนไลน์ที่ระบบไม่รู้จัก โปรดตรวจว่าเป็นของ{{unit}} {_SEEN}",
        "An online service was found whose host is not "
        f"listed for {{unit}}; please check {_SEEN_EN}.",
        "The catalog lists no hosts for this unit.",
    ),
    "not_linked": Sentence(
        "not_met",
        "ยังไม่พบลิงก์จากหน้าหลักของเว็บไซต์ไปยังช่องทางนี้ ({url}) ตรวจเมื่อ {date}",
        "The home page ({url}) has no link to the channel; looked at on {date_en}.",
        "O18: reached from the main website.",
    ),
    "home_not_captured": Sentence(
        "needs_review",
        "รอบนี้ยังไม่ได้เก็บสำเนาหน้าหลักของเว็บไซต์ จึงยังตรวจไม่ได้ว่าเชื่อมโยงมายัง {url} หรือไม่",
        "The home page was not captured, so a link from it to {url} could not be looked for.",
        "The snapshot has no home page.",
    ),
    "home_not_seen": Sentence(
        "needs_review",
        "เปิดหน้าหลักของเว็บไซต์ ({page}) ไม่ได้เมื่อ {date} จึงยังตรวจการเชื่อมโยงไม่ได้",
        "The home page ({page}) could not be seen on {date_en} ({outcome}).",
        "Its capture gave no content.",
    ),
    # --- O19, O20 ----------------------------------------------------------------------------
    "annex_missing": Sentence(
        "not_met",
        f"พบชื่อแผนการจัดซื้อจัดจ้าง แต่ยังไม่พบตารางรายการของแผน {_SEEN}",
        f"A plan's title was found without its table of projects {_SEEN_EN}.",
        "The announcement without its annex.",
    ),
    "announcements_undated": Sentence(
        "needs_review",
        f"พบประกาศการจัดซื้อจัดจ้าง แต่ยังไม่พบวันที่ โปรดตรวจว่าเป็นของปี พ.ศ. {{year}} {_SEEN}",
        "Announcements were found without dates; please "
        f"check that they are of B.E. {{year}} {_SEEN_EN}.",
        "The date may be inside the linked file.",
    ),
    "feed_gap": Sentence(
        "note",
        "ช่องทาง e-GP แสดงเพียง 20 รายการล่าสุด และรายการที่อ่านไว้ครั้งก่อนไม่ปรากฏแล้ว อาจมีประกาศที่อ่านไม่ทัน",
        "The feed keeps its 20 newest items and none of them was known from the reading before: "
        "some may have been missed.",
        "None of the feed's newest items was known: the readings do not join.",
    ),
    "announcer_unknown": Sentence(
        "needs_review",
        f"พบประกาศในระบบกลาง แต่ยังไม่พบว่าเป็นของหน่วยงานใด โปรดตรวจว่าเป็นประกาศของหน่วยงาน {_SEEN}",
        f"Announcements of a shared service do not say whose they are; please check {_SEEN_EN}.",
        "A shared host (e-GP, data.go.th) asked for no department; no row names a body of ours.",
    ),
    "feed_empty": Sentence(
        "needs_review",
        f"ช่องทาง e-GP ไม่แสดงรายการในขณะตรวจ โปรดเปิดดูนอกเวลาราชการ {_SEEN}",
        f"The feed showed no item when it was asked {_SEEN_EN}.",
        "e-GP's feed keeps 20 items and closes in office hours.",
    ),
    # --- O21 ---------------------------------------------------------------------------------
    "month_missing": Sentence(
        "not_met",
        f"ยังไม่พบสรุปผลการจัดซื้อจัดจ้างเดือน{{month}} {_SEEN}",
        f"The summary for {{month_en}} was not found {_SEEN_EN}.",
        "Neither rows nor a declared nil for that month.",
    ),
    "wrong_month": Sentence(
        "not_met",
        f"ไฟล์ของเดือน{{month}} ระบุหัวตารางเดือน{{heading}} "
        f"และมีรายการของเดือน{{rows}} จึงยังไม่พบข้อมูลของเดือน{{month}} {_SEEN}",
        f"What is shown for {{month_en}} is headed {{heading}} with rows of {{rows}} {_SEEN_EN}.",
        "Link, heading and contract dates must say the same month.",
    ),
    "mixed_months": Sentence(
        "needs_review",
        f"ตารางเดือน{{heading}} มีรายการของเดือนอื่น ({{rows}}) เป็นส่วนใหญ่ โปรดตรวจ {_SEEN}",
        f"The table for {{heading}} has mostly rows of "
        f"other months ({{rows}}); please check {_SEEN_EN}.",
        "Contract dates disagree with the heading, not all of them.",
    ),
    "few_facts": Sentence(
        "needs_review",
        f"ตารางแสดงรายละเอียดเพียง {{count}} จาก 8 รายการที่เกณฑ์ยกตัวอย่าง โปรดตรวจ {_SEEN}",
        f"The table shows {{count}} of the eight facts that "
        f"the criterion names; please check {_SEEN_EN}.",
        "The facts are examples, not all obligatory.",
    ),
    "rows_undated": Sentence(
        "needs_review",
        f"รายการในตารางเดือน{{heading}} ยังไม่พบวันที่ของสัญญา โปรดตรวจว่าเป็นของเดือนนั้น {_SEEN}",
        f"The rows for {{heading}} have no contract dates; please check their month {_SEEN_EN}.",
        "Only the heading says which month it is.",
    ),
    "month_by_rows": Sentence(
        "note",
        f"หัวตารางไม่ได้ระบุเดือน รายการทั้งหมดเป็นของเดือน{{month}} ตามวันที่ของสัญญา {_SEEN}",
        f"The heading names no month; all contracts are of {{month_en}} {_SEEN_EN}.",
        "Heading first, then contract dates.",
    ),
    "quarterly_form": Sentence(
        "not_met",
        f"พบรายการของเดือน{{month}} ในแบบรายไตรมาส ยังไม่พบสรุปผลรายเดือน (แบบ สขร. 1) {_SEEN}",
        f"{{month_en}} stands in the quarterly list; the monthly summary was not found {_SEEN_EN}.",
        "The list of circular ว 119 is no สขร. 1.",
    ),
    "other_form": Sentence(
        "needs_review",
        f"พบรายการของเดือน{{month}} ในแบบอื่น โปรดตรวจว่าใช้แทนแบบ สขร. 1 ได้ {_SEEN}",
        f"{{month_en}} stands in another form; please check whether it will do {_SEEN_EN}.",
        "For example the 16-column list of later editions.",
    ),
    # --- O22 ---------------------------------------------------------------------------------
    "heading_empty": Sentence(
        "not_met",
        f"พบหัวข้อ “{{component}}” แต่ยังไม่พบเนื้อหา {_SEEN}",
        f"The heading “{{component}}” has nothing under it {_SEEN_EN}.",
        "Nothing, or dotted lines, stands between it and the next heading.",
    ),
    "number_blank": Sentence(
        "not_met",
        f"“{{component}}” ยังไม่ได้กรอกตัวเลข {_SEEN}",
        f"The figure of “{{component}}” was never filled in {_SEEN_EN}.",
        "`จำนวน     บาท`, or dotted lines.",
    ),
    "no_number": Sentence(
        "needs_review",
        f"ยังไม่พบตัวเลขใน “{{component}}” โปรดตรวจ {_SEEN}",
        f"“{{component}}” has words but no figure; please check {_SEEN_EN}.",
        "A sum of money or a count is expected.",
    ),
    "part_declared_none": Sentence(
        "note",
        f"หน่วยงานระบุว่า “ไม่มี” ใน “{{component}}” {_SEEN}",
        f"“{{component}}” says there were none {_SEEN_EN}.",
        "“ไม่มี” written under the heading counts.",
    ),
    # --- O29 ---------------------------------------------------------------------------------
    "cell_says_none": Sentence(
        "note",
        f"หน่วยงานระบุว่า “ไม่มี” ใน “{{component}}” {_SEEN}",
        f"“{{component}}” says none {_SEEN_EN}.",
        "“ไม่มี” written where the number stands.",
    ),
    "not_corruption": Sentence(
        "not_met",
        f"พบสถิติเรื่องร้องเรียนทั่วไป ยังไม่พบ “{{component}}” ของเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ {_SEEN}",
        f"General complaints are counted; “{{component}}” of "
        f"corruption complaints was not found {_SEEN_EN}.",
        "General or service complaints are not the matter.",
    ),
    "scope_unknown": Sentence(
        "needs_review",
        f"ยังไม่พบว่าสถิติเป็นเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ โปรดตรวจ {_SEEN}",
        f"It does not say what the complaints are about; please check {_SEEN_EN}.",
        "No heading or label says corruption.",
    ),
    "sum_mismatch": Sentence(
        "needs_review",
        f"จำนวนทั้งหมดไม่เท่ากับจำนวนที่แล้วเสร็จรวมกับที่อยู่ระหว่างดำเนินการ โปรดตรวจ {_SEEN}",
        f"The total is not the sum of finished and pending; please check {_SEEN_EN}.",
        "Assessors do not audit sums: never `not_met` by itself.",
    ),
    # --- pages: O1 to O10 --------------------------------------------------------------------
    "picture_broken": Sentence(
        "not_met",
        f"ยังไม่พบ “{{component}}” เพราะเปิดภาพไม่ได้ {_SEEN}",
        f"“{{component}}” was not found: its picture does not open {_SEEN_EN}.",
        "The page shows a picture whose file is not there.",
    ),
    "picture_not_seen": Sentence(
        "needs_review",
        f"รอบนี้ยังไม่ได้เก็บไฟล์ภาพของ “{{component}}” โปรดเปิดดูด้วยตนเอง {_SEEN}",
        f"The picture of “{{component}}” was not captured; please look at it yourself {_SEEN_EN}.",
        "Another host's picture, or one beyond the limit of a page.",
    ),
    "picture_unnamed": Sentence(
        "needs_review",
        f"พบภาพขนาดใหญ่ที่ไม่มีคำบรรยาย โปรดตรวจว่าเป็น “{{component}}” {_SEEN}",
        f"A big picture without a caption was found; please check that it is “{{component}}” "
        f"{_SEEN_EN}.",
        "Nothing beside the picture says what it shows.",
    ),
    "picture_small": Sentence(
        "needs_review",
        f"ภาพของ “{{component}}” มีขนาดเล็ก โปรดตรวจว่าอ่านได้ {_SEEN}",
        f"The picture of “{{component}}” is small; please check that it can be read {_SEEN_EN}.",
        "Narrower than 500 pixels: perhaps a thumbnail.",
    ),
    "chart_of_part": Sentence(
        "needs_review",
        f"แผนผังที่พบอาจเป็นของสำนักงานจังหวัดเท่านั้น โปรดตรวจว่าเป็นโครงสร้างของทั้งจังหวัด {_SEEN}",
        f"The chart may be of the Provincial Office alone; please check {_SEEN_EN}.",
        "O1 asks for the agency's structure, here the whole province's.",
    ),
    "chart_in_words": Sentence(
        "needs_review",
        f"หน้านี้แสดงตำแหน่งและส่วนงานเป็นข้อความ โปรดตรวจว่าจัดวางเป็น “{{component}}” {_SEEN}",
        f"The page names posts and parts in words; please check that it lays them out as "
        f"“{{component}}” {_SEEN_EN}.",
        "A chart of boxes that the page itself draws reads as a list of posts does.",
    ),
    "posts_in_chart": Sentence(
        "needs_review",
        f"ตำแหน่งและส่วนงานอาจแสดงอยู่ในภาพแผนผัง โปรดเปิดดู “{{component}}” ด้วยตนเอง {_SEEN}",
        "Posts and parts may be shown in the chart's picture only; please look at it yourself "
        f"{_SEEN_EN}.",
        "What a picture shows is never read by machine.",
    ),
    "former_executives": Sentence(
        "not_met",
        f"หน้านี้เป็นทำเนียบผู้ดำรงตำแหน่งในอดีต ยังไม่พบ “{{component}}” ของผู้บริหารปัจจุบัน {_SEEN}",
        f"The page lists former executives; “{{component}}” of today's was not found {_SEEN_EN}.",
        "A list of names with the years they served.",
    ),
    "executive_missing": Sentence(
        "not_met",
        f"หน้านี้แสดงผู้บริหารคนอื่นแล้ว แต่ยังไม่พบ “{{component}}” {_SEEN}",
        f"Other executives are shown; “{{component}}” was not found {_SEEN_EN}.",
        "Cards of the governor or of a vice governor, not of both.",
    ),
    "executive_lacks": Sentence(
        "not_met",
        f"ยังไม่พบ “{{component}}” ของ {{who}} {_SEEN}",
        f"“{{component}}” was not found for one or more executives {_SEEN_EN}.",
        "O2: the governor and each vice governor need name, position, photo and contact.",
    ),
    "post_vacant": Sentence(
        "needs_review",
        f"หน้านี้ระบุว่าตำแหน่งว่าง โปรดตรวจ “{{component}}” {_SEEN}",
        f"The page says that the post is vacant; please check “{{component}}” {_SEEN_EN}.",
        "Between two holders of an office.",
    ),
    "contact_shared": Sentence(
        "needs_review",
        f"พบช่องทางการติดต่อเพียงแห่งเดียวสำหรับผู้บริหารหลายคน โปรดตรวจ “{{component}}” {_SEEN}",
        f"One contact stands for several executives; please check “{{component}}” {_SEEN_EN}.",
        "One switchboard for all.",
    ),
    "whole_law": Sentence(
        "not_met",
        f"หน้าหรือไฟล์นี้เป็นกฎหมายทั้งฉบับ ยังไม่พบ “{{component}}” {_SEEN}",
        f"The page or file is the text of a whole law; “{{component}}” was not found {_SEEN_EN}.",
        "O3 asks for what explains the duties, not for the law.",
    ),
    "law_quoted": Sentence(
        "needs_review",
        f"เอกสารมีข้อความของกฎหมายรวมอยู่ด้วย โปรดตรวจว่าเป็น “{{component}}” มิใช่กฎหมายทั้งฉบับ {_SEEN}",
        f"It quotes a law; please check that it is “{{component}}”, no whole law {_SEEN_EN}.",
        "A mark of a gazette's text beside the agency's own duties or policy.",
    ),
    "long_document": Sentence(
        "needs_review",
        f"เอกสารมีหลายหน้า โปรดตรวจว่าเป็นข้อมูลเฉพาะ “{{component}}” {_SEEN}",
        f"The document is long; please check that it is about “{{component}}” alone {_SEEN_EN}.",
        "More than ten pages.",
    ),
    "phone_unlabelled": Sentence(
        "needs_review",
        f"พบหมายเลขที่ไม่ได้ระบุว่าเป็นหมายเลขใด โปรดตรวจ “{{component}}” {_SEEN}",
        f"A number of a telephone's shape is not said to be one; please check “{{component}}” "
        f"{_SEEN_EN}.",
        "An icon may say what it is, or its label stands further off.",
    ),
    "email_obscured": Sentence(
        "needs_review",
        f"พบอีเมลที่เขียนแทนเครื่องหมาย @ ไว้ โปรดตรวจ “{{component}}” {_SEEN}",
        f"An e-mail address is written without its @; please check “{{component}}” {_SEEN_EN}.",
        "`name[at]host`.",
    ),
    "links_dead": Sentence(
        "not_met",
        f"พบชื่อกฎหมาย แต่ยังไม่พบไฟล์ที่เปิดได้ {_SEEN}",
        f"Laws are named, but none of their files opens {_SEEN_EN}.",
        "Every link of a title leads to a missing file.",
    ),
    "titles_without_files": Sentence(
        "not_met",
        f"พบชื่อกฎหมาย แต่ยังไม่พบลิงก์ไปยังไฟล์ {_SEEN}",
        f"Laws are named without links to their files {_SEEN_EN}.",
        "Titles alone, or links that lead back to the page.",
    ),
    "few_laws": Sentence(
        "needs_review",
        f"พบกฎหมายที่เปิดไฟล์ได้ {{count}} ฉบับ โปรดตรวจว่าครบตามเกณฑ์ {_SEEN}",
        f"{{count}} laws with files that open were found; please check {_SEEN_EN}.",
        "Fewer than the item file's `least`.",
    ),
    "laws_elsewhere": Sentence(
        "needs_review",
        f"ลิงก์ของกฎหมายนำไปยังเว็บไซต์อื่นซึ่งระบบไม่ได้เปิด โปรดตรวจว่าเปิดได้ {_SEEN}",
        f"The laws are linked on other sites, which were not asked; please check {_SEEN_EN}.",
        "For example the gazette's or the Council of State's site.",
    ),
    "laws_spoken_of": Sentence(
        "needs_review",
        f"พบเอกสารที่กล่าวถึงกฎหมาย เช่น ร่าง การอบรม หรือรายงาน โปรดตรวจว่าเป็นตัวบทกฎหมาย {_SEEN}",
        f"The files only speak of laws, as a draft, a training or a report does; please check "
        f"{_SEEN_EN}.",
        "One of the item file's `spoken_of` stands before the law's name in each title.",
    ),
    "october_to_december": Sentence(
        "note",
        f"พบเฉพาะข้อมูลช่วงเดือนตุลาคม–ธันวาคม {{before}} {_SEEN}",
        f"Only October to December of B.E. {{before}} was found {_SEEN_EN}.",
        "Right for a fiscal-year agency, short of a calendar year's reading.",
    ),
    "calendar_year": Sentence(
        "needs_review",
        f"พบเฉพาะข้อมูลช่วงเดือนตุลาคม–ธันวาคม ซึ่งอยู่ในปี พ.ศ. {{year}} เฉพาะเมื่อนับปีแบบใดแบบหนึ่ง "
        f"(ปีงบประมาณหรือปีปฏิทิน) โปรดตรวจ {_SEEN}",
        f"Only October to December was found, which lies in B.E. {{year}} by one reading alone "
        f"(fiscal or calendar); please check {_SEEN_EN}.",
        "An agency that counts calendar years (`year_basis: calendar`).",
    ),
    "news_unheaded": Sentence(
        "needs_review",
        f"พบเนื้อหาที่มีวันที่ แต่ยังไม่พบหัวข้อข่าว โปรดตรวจว่าเป็นข่าวประชาสัมพันธ์ {_SEEN}",
        f"A dated text was found without a heading of news; please check it {_SEEN_EN}.",
        "A file that tells a story by itself.",
    ),
    "news_perhaps": Sentence(
        "needs_review",
        f"พบข้อความที่มีวันที่เพียงรายการเดียว โปรดตรวจว่าเป็นข่าวในปี พ.ศ. {{year}} {_SEEN}",
        f"One dated line alone was found; please check that it is B.E. {{year}} news {_SEEN_EN}.",
        "News are several, or a title that leads to its story.",
    ),
    "news_undated": Sentence(
        "needs_review",
        f"พบข่าว แต่ยังไม่พบวันที่ โปรดตรวจว่าเกิดขึ้นในปี พ.ศ. {{year}} {_SEEN}",
        f"News were found without dates; please check that they are of B.E. {{year}} {_SEEN_EN}.",
        "The date may stand in a picture or on the story's own page.",
    ),
    "one_way": Sentence(
        "not_met",
        f"พบเพียงคำถามที่พบบ่อย ยังไม่พบช่องทางที่ถามและตอบกันได้สองทาง {_SEEN}",
        f"Only frequent questions were found, no way to ask and be answered {_SEEN_EN}.",
        "A list that nobody can add to.",
    ),
    "answers_not_shown": Sentence(
        "needs_review",
        f"พบแบบฟอร์มถาม แต่ยังไม่พบคำตอบ โปรดตรวจว่าเป็นการสื่อสารสองทาง {_SEEN}",
        f"A form was found, but no answers; please check that it works both ways {_SEEN_EN}.",
        "A contact form that shows no answers.",
    ),
    "needs_account": Sentence(
        "needs_review",
        f"หน้านี้ให้เข้าสู่ระบบก่อน โปรดตรวจ “{{component}}” ด้วยตนเอง {_SEEN}",
        f"The page asks for a login first; please check “{{component}}” yourself {_SEEN_EN}.",
        "A board or form behind an account.",
    ),
    "link_leads_nowhere": Sentence(
        "not_met",
        f"พบไอคอนเครือข่ายสังคมออนไลน์ แต่ยังไม่พบลิงก์ที่นำไปยังหน้าของหน่วยงาน {_SEEN}",
        f"A social network's icon leads nowhere {_SEEN_EN}.",
        "An empty link, or `#`.",
    ),
    "share_button": Sentence(
        "not_met",
        f"พบเพียงปุ่มแชร์ ยังไม่พบลิงก์ไปยังหน้าเครือข่ายสังคมออนไลน์ของหน่วยงาน {_SEEN}",
        f"Only share buttons or single posts were found, no page of the agency's {_SEEN_EN}.",
        "`sharer.php`, `intent/tweet` and their like.",
    ),
    "single_post": Sentence(
        "needs_review",
        f"พบเพียงโพสต์หรือวีดิทัศน์ โปรดตรวจว่านำไปยังหน้าเครือข่ายสังคมออนไลน์ของหน่วยงาน {_SEEN}",
        f"Only a post or a film was found; please check for the agency's page {_SEEN_EN}.",
        "An embedded film or a shared post may be anybody's.",
    ),
    "makers_page": Sentence(
        "needs_review",
        f"พบลิงก์ข้างคำว่า “{{body}}” โปรดตรวจว่าเป็นหน้าเครือข่ายสังคมออนไลน์ของหน่วยงาน {_SEEN}",
        f"The link stands beside “{{body}}”; please check whose page it is {_SEEN_EN}.",
        "A site's maker signs its foot with a page of his own.",
    ),
    "network_front_page": Sentence(
        "not_met",
        f"ลิงก์นำไปยังหน้าแรกของเครือข่าย ยังไม่พบหน้าของหน่วยงาน {_SEEN}",
        f"The link leads to the network's front page, not to the agency's {_SEEN_EN}.",
        "`https://www.facebook.com/`.",
    ),
    "template_page": Sentence(
        "not_met",
        f"ลิงก์เป็นของแม่แบบเว็บไซต์ ยังไม่พบหน้าของหน่วยงาน {_SEEN}",
        f"The link is the site template's own, not the agency's {_SEEN_EN}.",
        "Nobody has filled in the template.",
    ),
    "personal_profile": Sentence(
        "needs_review",
        f"ลิงก์นำไปยังหน้าบุคคล โปรดตรวจว่าเป็นของหน่วยงาน {_SEEN}",
        f"The link leads to a person's profile; please check that it is the agency's {_SEEN_EN}.",
        "`profile.php`.",
    ),
    "law_itself": Sentence(
        "not_met",
        f"พบพระราชบัญญัติ ยังไม่พบ “{{component}}” ของหน่วยงาน {_SEEN}",
        f"The Act itself was found; “{{component}}” of the agency was not {_SEEN_EN}.",
        "A law is no policy.",
    ),
    "other_policy": Sentence(
        "not_met",
        f"พบนโยบายเว็บไซต์หรือคุกกี้ ยังไม่พบ “{{component}}” {_SEEN}",
        f"A website or cookie policy was found; “{{component}}” was not {_SEEN_EN}.",
        "Another kind of policy.",
    ),
    "few_headings": Sentence(
        "needs_review",
        f"พบหัวข้อของนโยบาย {{count}} หัวข้อ โปรดตรวจ “{{component}}” {_SEEN}",
        f"{{count}} headings of a policy were found; please check “{{component}}” {_SEEN_EN}.",
        "Fewer than the item file's `least`.",
    ),
    "body_unknown": Sentence(
        "needs_review",
        f"ยังไม่พบชื่อหน่วยงานในเอกสาร โปรดตรวจว่าเป็นของหน่วยงาน {_SEEN}",
        f"It does not name the agency; please check whose it is {_SEEN_EN}.",
        "Neither the agency nor the unit stands in the text.",
    ),
    # --- O14, O15 ----------------------------------------------------------------------------
    "citizens_manual": Sentence(
        "not_met",
        f"พบคู่มือสำหรับประชาชน ยังไม่พบ “{{component}}” {_SEEN}",
        f"A manual for citizens was found; “{{component}}” was not {_SEEN_EN}.",
        "It belongs to O15.",
    ),
    "staff_manual": Sentence(
        "not_met",
        f"พบคู่มือการปฏิบัติงานของเจ้าหน้าที่ ยังไม่พบ “{{component}}” {_SEEN}",
        f"A manual for the staff was found; “{{component}}” was not {_SEEN_EN}.",
        "It belongs to O14.",
    ),
    "post_vague": Sentence(
        "needs_review",
        f"คู่มือกล่าวถึงเจ้าหน้าที่ แต่ยังไม่พบว่าเป็นตำแหน่งใด โปรดตรวจ {_SEEN}",
        f"The manual speaks of officials without naming the post; please check {_SEEN_EN}.",
        "Often a central body's manual.",
    ),
    "steps_not_seen": Sentence(
        "needs_review",
        f"พบหัวข้อ “{{component}}” แต่ยังไม่พบขั้นตอนเป็นข้อ ๆ โปรดตรวจ {_SEEN}",
        f"“{{component}}” has a heading, but no steps were told apart; please check {_SEEN_EN}.",
        "Perhaps a flow chart.",
    ),
    # --- O28 ---------------------------------------------------------------------------------
    "form_missing": Sentence(
        "not_met",
        f"พบหัวข้อการแจ้งเรื่องร้องเรียนการทุจริต แต่ยังไม่พบแบบฟอร์มออนไลน์ {_SEEN}",
        f"The heading was found, but no online form {_SEEN_EN}.",
        "A page without a form, or with a form to download.",
    ),
    "form_elsewhere": Sentence(
        "needs_review",
        f"แบบฟอร์มอยู่บนบริการอื่นซึ่งระบบไม่ได้เปิด โปรดตรวจ “{{component}}” ด้วยตนเอง {_SEEN}",
        f"The form is on another service, which was not opened; please check {_SEEN_EN}.",
        "For example a Google form.",
    ),
    "channel_elsewhere": Sentence(
        "not_met",
        f"พบช่องทางของหน่วยงานอื่น ยังไม่พบ “{{component}}” {_SEEN}",
        f"Another body's channel was found; “{{component}}” was not {_SEEN_EN}.",
        "For example that of the NACC or of the ministry.",
    ),
    "email_only": Sentence(
        "needs_review",
        f"พบเพียงอีเมลสำหรับแจ้งเรื่อง โปรดตรวจ “{{component}}” {_SEEN}",
        f"Only an e-mail address was found; please check “{{component}}” {_SEEN_EN}.",
        "No form with fields.",
    ),
    "same_as_general": Sentence(
        "not_met",
        f"ช่องทางนี้ใช้ร่วมกับเรื่องร้องเรียนทั่วไป ยังไม่พบว่า “{{component}}” {_SEEN}",
        f"The same page takes general complaints; it was not found to be apart {_SEEN_EN}.",
        "A link named for general complaints leads to it.",
    ),
    "not_apart": Sentence(
        "not_met",
        f"หัวข้อของหน้ายังไม่ได้ระบุว่าเป็นเรื่องการทุจริต จึงยังไม่พบว่า “{{component}}” {_SEEN}",
        f"The page's headings do not speak of corruption {_SEEN_EN}.",
        "A form for complaints of any kind.",
    ),
    "topic_choice": Sentence(
        "needs_review",
        f"หน้านี้กล่าวถึงทั้งเรื่องการทุจริตและเรื่องทั่วไป โปรดตรวจว่า “{{component}}” {_SEEN}",
        f"The page speaks of corruption and of other complaints; please check {_SEEN_EN}.",
        "One form with a choice of topic.",
    ),
    # --- O39 ---------------------------------------------------------------------------------
    "old_code": Sentence(
        "not_met",
        f"พบประมวลจริยธรรมฉบับ พ.ศ. {{other}} ยังไม่พบฉบับ พ.ศ. {{right}} ซึ่งใช้บังคับอยู่ {_SEEN}",
        f"The code of B.E. {{other}} was found; that of B.E. {{right}} was not {_SEEN_EN}.",
        "The code of 2552 was replaced on 20 May 2564.",
    ),
    "values_only": Sentence(
        "not_met",
        f"พบค่านิยมหรือจรรยาข้าราชการ ยังไม่พบ “{{component}}” {_SEEN}",
        f"Values or conduct rules were found; “{{component}}” was not {_SEEN_EN}.",
        "A poster is no code.",
    ),
    "other_code": Sentence(
        "needs_review",
        f"พบประมวลจริยธรรมของเจ้าหน้าที่ประเภทอื่น โปรดตรวจ “{{component}}” {_SEEN}",
        f"Another officials' code was found; please check “{{component}}” {_SEEN_EN}.",
        "Not that of civil servants.",
    ),
    "code_undated": Sentence(
        "needs_review",
        f"ยังไม่พบปีของประมวลจริยธรรม โปรดตรวจว่าเป็นฉบับ พ.ศ. {{right}} {_SEEN}",
        f"The code names no year; please check that it is of B.E. {{right}} {_SEEN_EN}.",
        "Title without a year.",
    ),
    "giver_unknown": Sentence(
        "needs_review",
        f"ยังไม่พบชื่อองค์กรกลางบริหารงานบุคคลที่ออกประมวลจริยธรรม โปรดตรวจ {_SEEN}",
        f"It does not say which central body gave the code; please check {_SEEN_EN}.",
        "A code is given by the central personnel body.",
    ),
    # --- O43 ---------------------------------------------------------------------------------
    "progress_in_prose": Sentence(
        "needs_review",
        f"พบหัวข้อผลการดำเนินการตามมาตรการ โปรดตรวจว่าแสดงความก้าวหน้าของแต่ละมาตรการ {_SEEN}",
        f"The heading was found without a table of measures; please check {_SEEN_EN}.",
        "What was done is told in prose.",
    ),
    "qr_missing": Sentence(
        "not_met",
        f"ยังไม่พบ QR code แบบวัด EIT {_SEEN}",
        f"No QR code of the EIT form was found {_SEEN_EN}.",
        "No picture on the page holds a QR code.",
    ),
    "other_qr": Sentence(
        "not_met",
        f"QR code ที่พบนำไปยังแบบสำรวจอื่น ยังไม่พบ QR code แบบวัด EIT {_SEEN}",
        f"The QR code leads to another survey; that of the EIT form was not found {_SEEN_EN}.",
        "Any other address than `itas.nacc.go.th/go/eit/…`.",
    ),
    "other_agencys_eit": Sentence(
        "not_met",
        f"QR code ที่พบเป็นแบบวัด EIT ของหน่วยงานอื่น ยังไม่พบของหน่วยงาน {_SEEN}",
        f"The QR code is of another agency's EIT form; ours was not found {_SEEN_EN}.",
        "Its code is not the `eit_code` of the agency's file.",
    ),
    "eit_code_unknown": Sentence(
        "needs_review",
        f"พบ QR code แบบวัด EIT โปรดตรวจว่าเป็นของหน่วยงาน {_SEEN}",
        f"A QR code of an EIT form was found; please check that it is the agency's {_SEEN_EN}.",
        "The agency's file names no `eit_code`.",
    ),
    "qr_unreadable": Sentence(
        "needs_review",
        f"พบภาพ QR code ที่อ่านไม่ได้ โปรดตรวจว่าเป็นแบบวัด EIT {_SEEN}",
        f"A QR picture could not be decoded; please check it {_SEEN_EN}.",
        "Too small, or cropped.",
    ),
    "qr_in_document": Sentence(
        "needs_review",
        f"พบ QR code แบบวัด EIT ในเอกสาร โปรดตรวจว่าแสดงบนหน้าเว็บไซต์ด้วย {_SEEN}",
        f"The QR code stands in a document; please check that the site shows it too {_SEEN_EN}.",
        "O43 asks for it on the website.",
    ),
    "eit_link_only": Sentence(
        "needs_review",
        f"พบลิงก์ไปยังแบบวัด EIT แต่ยังไม่พบ QR code โปรดตรวจ {_SEEN}",
        f"A link to the EIT form was found, but no QR code; please check {_SEEN_EN}.",
        "The criterion asks for the QR code.",
    ),
    # --- documents: O4, O11 to O13, O23 to O27, O30 to O38, O40 to O42 ------------------------
    "mentioned_only": Sentence(
        "needs_review",
        f"พบคำที่เกี่ยวกับ “{{component}}” แต่ยังไม่พบเป็นหัวข้อหรือตาราง โปรดตรวจ {_SEEN}",
        f"“{{component}}” is only mentioned, under no heading of its own; please check {_SEEN_EN}.",
        "A term in a sentence is a hint, not the part that is asked for.",
    ),
    "title_only": Sentence(
        "needs_review",
        f"พบเพียงชื่อหรือข้อความสั้น ๆ ของ “{{component}}” โปรดตรวจเนื้อหา {_SEEN}",
        f"Only a title or a few words of “{{component}}” were found; please check {_SEEN_EN}.",
        "A page that names a document without showing it.",
    ),
    "document_untried": Sentence(
        "needs_review",
        f"พบลิงก์ที่อาจนำไปยัง “{{component}}” แต่รอบนี้ยังไม่ได้เปิดเอกสาร โปรดตรวจ {_SEEN}",
        f"A link may lead to “{{component}}”, but was not opened; please check {_SEEN_EN}.",
        "The page names the document by a link that the source's adapter did not follow.",
    ),
    "link_dead": Sentence(
        "not_met",
        f"พบชื่อเอกสารของ “{{component}}” แต่ลิงก์ยังไม่นำไปยังเอกสาร {_SEEN}",
        f"A document of “{{component}}” is named, but its link leads to none {_SEEN_EN}.",
        "A title without a file, or whose file is gone.",
    ),
    "central_body": Sentence(
        "needs_review",
        f"เอกสารระบุชื่อ{{body}} และยังไม่พบชื่อหน่วยงาน โปรดตรวจว่าเป็นเอกสารของหน่วยงาน {_SEEN}",
        "It names a central body and not the agency; please check whose document it is "
        f"{_SEEN_EN}.",
        "A ministry's or commission's document in place of the agency's own.",
    ),
    "body_not_named": Sentence(
        "not_met",
        f"ยังไม่พบว่าเอกสารกำหนดในนามของหน่วยงาน {_SEEN}",
        f"The document does not name the agency as whose it is {_SEEN_EN}.",
        "O23: in the agency's own name.",
    ),
    "body_in_text": Sentence(
        "needs_review",
        f"ชื่อหน่วยงานปรากฏในเนื้อหา โปรดตรวจว่าเอกสารกำหนดในนามของหน่วยงาน {_SEEN}",
        f"The agency is named in the text only; please check whose document it is {_SEEN_EN}.",
        "O23: the title names no body.",
    ),
    "plan_of_one_year": Sentence(
        "not_met",
        f"แผนมีระยะ 1 ปี ยังไม่พบแผนที่มีระยะมากกว่า 1 ปี {_SEEN}",
        f"The plan is of one year; a plan of more than a year was not found {_SEEN_EN}.",
        "O4 asks for more than a year.",
    ),
    "plan_of_years": Sentence(
        "not_met",
        f"แผนมีระยะหลายปี ยังไม่พบแผนประจำปีที่มีระยะ 1 ปี {_SEEN}",
        f"The plan is of several years; the year's own plan was not found {_SEEN_EN}.",
        "O11 asks for one year.",
    ),
    "plan_length_unknown": Sentence(
        "needs_review",
        f"ยังไม่พบว่าแผนมีระยะกี่ปี โปรดตรวจระยะเวลาของแผน {_SEEN}",
        f"The plan's name does not say how many years it is for; please check {_SEEN_EN}.",
        "No years in the title; those further on may be another plan's.",
    ),
    "plan_not_in_force": Sentence(
        "not_met",
        f"แผนใช้บังคับในช่วง {{other}} ยังไม่พบแผนที่ครอบคลุมปี พ.ศ. {{year}} {_SEEN}",
        f"The plan holds for other years; one that holds B.E. {{year}} was not found {_SEEN_EN}.",
        "The range of years in its name does not hold the year.",
    ),
    "range_in_text": Sentence(
        "needs_review",
        f"พบปีในเนื้อหา แต่ยังไม่พบในชื่อแผน โปรดตรวจว่าแผนครอบคลุมปี พ.ศ. {{year}} {_SEEN}",
        f"Its years stand in the text, not in its name; please check that it holds B.E. {{year}} "
        f"{_SEEN_EN}.",
        "Years in the text may be another plan's.",
    ),
    "budget_request": Sentence(
        "not_met",
        f"เอกสารเป็นคำของบประมาณ ยังไม่พบ “{{component}}” {_SEEN}",
        f"It is a request for budget: “{{component}}” was not found {_SEEN_EN}.",
        "What was asked for is no plan of what will be done.",
    ),
    "in_force_unless_repealed": Sentence(
        "note",
        f"หลักเกณฑ์ใช้บังคับจนกว่าจะถูกยกเลิก ระบบตรวจการยกเลิกไม่ได้ {_SEEN}",
        f"Rules hold until they are repealed, which is not looked at {_SEEN_EN}.",
        "Whether a rule was repealed no machine can see.",
    ),
    "not_by_project": Sentence(
        "needs_review",
        f"พบ “{{component}}” แต่ยังไม่พบในตารางรายโครงการ/กิจกรรม โปรดตรวจว่าครบทุกโครงการ {_SEEN}",
        f"“{{component}}” stands in no table of projects; please check that each has it "
        f"{_SEEN_EN}.",
        "The criterion asks for each project.",
    ),
    "some_rows_blank": Sentence(
        "needs_review",
        f"บางโครงการ/กิจกรรมยังไม่พบ “{{component}}” โปรดตรวจ {_SEEN}",
        f"“{{component}}” is blank for some projects; please check {_SEEN_EN}.",
        "A merged cell may look blank.",
    ),
    "row_unfilled": Sentence(
        "needs_review",
        f"พบแถวในตารางที่ระบุเพียงชื่อโครงการ/กิจกรรม ยังไม่พบ “{{component}}” ของแถวนั้น โปรดตรวจ {_SEEN}",
        f"A row of the table tells no more than a name; please check “{{component}}” {_SEEN_EN}.",
        "A heading inside a table tells only its name too.",
    ),
    "cells_drawn": Sentence(
        "needs_review",
        f"ช่อง “{{component}}” ไม่มีข้อความ อาจแสดงด้วยเส้นหรือสี โปรดตรวจ {_SEEN}",
        f"The cells of “{{component}}” hold no text and may be drawn or coloured {_SEEN_EN}.",
        "A chart of arrows, or a level by colour only.",
    ),
    "money_unsaid": Sentence(
        "not_met",
        f"ช่องงบประมาณว่างหรือเป็น “-” ยังไม่พบข้อความว่าไม่ใช้งบประมาณ {_SEEN}",
        f"A budget cell is blank or a dash, and nothing says that no budget is used {_SEEN_EN}.",
        "O36: what uses no budget must say so in the plan.",
    ),
    "money_allotted_only": Sentence(
        "needs_review",
        f"พบงบประมาณที่ได้รับ ยังไม่พบงบประมาณที่ใช้ของแต่ละโครงการ โปรดตรวจ {_SEEN}",
        f"The budget given is shown; please check what was used for each project {_SEEN_EN}.",
        "A column that may be the allotment.",
    ),
    "not_in_guideline": Sentence(
        "note",
        f"แนวปฏิบัติการจัดการเรื่องร้องเรียนยังไม่กล่าวถึงช่องทางออนไลน์ {_SEEN}",
        f"The guideline for complaints does not speak of an online channel {_SEEN_EN}.",
        "O28's channel should agree with O27's guideline: said, never judged.",
    ),
    "other_item_unread": Sentence(
        "needs_review",
        f"ยังไม่พบหลักฐานข้อ {{followed}} ที่อ่านได้ จึงยังเทียบกับ “{{component}}” ไม่ได้ โปรดตรวจ {_SEEN}",
        f"Nothing of {{followed}} could be read to compare “{{component}}” with {_SEEN_EN}.",
        "The item that this one follows has no readable evidence in this run or before it.",
    ),
    "lines_unread": Sentence(
        "needs_review",
        f"ยังอ่านรายการเป็นรายโครงการ/กิจกรรมไม่ได้ โปรดเทียบกับข้อ {{followed}} {_SEEN}",
        f"No lines could be read to compare with {{followed}}; please check {_SEEN_EN}.",
        "Neither document tells its lines apart.",
    ),
    "lines_differ": Sentence(
        "needs_review",
        f"พบรายการที่ตรงกับข้อ {{followed}} {{in_common}} จาก {{lines}} รายการ "
        f"โปรดตรวจว่าเป็นเรื่องเดียวกัน {_SEEN}",
        f"{{in_common}} of {{lines}} lines are those of {{followed}}; please check {_SEEN_EN}.",
        "Names that differ may be the same work: never `not_met` by itself.",
    ),
    "not_signed": Sentence(
        "not_met",
        f"ยังไม่พบการลงนามในประกาศ {_SEEN}",
        f"The declaration is not signed {_SEEN_EN}.",
        "No name in brackets under which an office stands, or dots in its place.",
    ),
    "signatory_unread": Sentence(
        "needs_review",
        f"ยังอ่านชื่อผู้ลงนามไม่ได้ โปรดตรวจว่าผู้บริหารสูงสุดลงนาม {_SEEN}",
        f"The signatory's name could not be read; please check who signed {_SEEN_EN}.",
        "The office is named, the name is not, or is drawn.",
    ),
    "signed_by_other": Sentence(
        "not_met",
        f"ผู้ลงนามไม่ใช่ผู้บริหารสูงสุด จึงยังไม่พบ “{{component}}” {_SEEN}",
        f"It is signed by another than the chief executive {_SEEN_EN}.",
        "Often a unit's head.",
    ),
    "office_apart": Sentence(
        "needs_review",
        f"ตำแหน่งผู้บริหารสูงสุดอยู่ใกล้ชื่อผู้ลงนามแต่ไม่ติดกัน โปรดตรวจว่าเป็นผู้ลงนาม {_SEEN}",
        f"The chief executive's office stands apart from the name; please check {_SEEN_EN}.",
        "Above the name, below a second line, or in its short form.",
    ),
    "signed_for": Sentence(
        "needs_review",
        f"มีผู้ลงนามแทนผู้บริหารสูงสุด โปรดตรวจ {_SEEN}",
        f"Someone signed for the chief executive; please check {_SEEN_EN}.",
        "`รักษาราชการแทน`, `ปฏิบัติราชการแทน`, or a deputy.",
    ),
    "signatory_unknown": Sentence(
        "needs_review",
        f"ชื่อผู้ลงนามยังไม่ตรงกับผู้บริหารสูงสุดที่พบในปีนี้ โปรดตรวจว่าดำรงตำแหน่งในปี พ.ศ. {{year}} {_SEEN}",
        f"The signatory is not whom the year's evidence shows in office; please check {_SEEN_EN}.",
        "A former chief's declaration, or one who held the office before the first capture.",
    ),
    "chief_unknown": Sentence(
        "needs_review",
        f"ยังไม่พบชื่อผู้บริหารสูงสุดของปี พ.ศ. {{year}} ที่อ่านได้ โปรดตรวจผู้ลงนาม {_SEEN}",
        f"Who was chief executive in B.E. {{year}} could not be read; please check {_SEEN_EN}.",
        "The executives' evidence of the year shows no name beside the office.",
    ),
    "future_only": Sentence(
        "needs_review",
        f"พบสิ่งที่จะดำเนินการ โปรดตรวจว่าได้ดำเนินการตาม “{{component}}” แล้ว {_SEEN}",
        f"It tells what will be done; please check that it was done {_SEEN_EN}.",
        "What was done is asked for; a plan or a proposal in the future tense is none.",
    ),
    "some_unanswered": Sentence(
        "needs_review",
        f"พบ “{{component}}” ของ {{shown}} จาก {{of}} รายการในตาราง โปรดตรวจรายการที่เหลือ {_SEEN}",
        f"{{shown}} of the table's {{of}} lines have “{{component}}”; please check the others "
        f"{_SEEN_EN}.",
        "One risk acted on is not all of them; a merged cell may look blank.",
    ),
    "ways_shown": Sentence(
        "note",
        f"พบ {{shown}} ใน {{of}} แนวทาง เกณฑ์กำหนดอย่างใดอย่างหนึ่ง {_SEEN}",
        f"{{shown}} of {{of}} ways were found; the criterion asks for one {_SEEN_EN}.",
        "O40 asks for one of three.",
    ),
    # --- people's decisions ------------------------------------------------------------------
    "decided_met": Sentence(
        "note",
        "{by} ตรวจแล้วเห็นว่า “{component}” ครบ เมื่อ {on} (ทะเบียนลำดับที่ {record}) เหตุผล: {reason}",
        "{by} looked at “{component}” and found it met (record {record}): {reason}",
        "`ita-evidence review`: it holds as long as the evidence's bytes are the same.",
    ),
    "decided_not_met": Sentence(
        "not_met",
        "{by} ตรวจแล้วเห็นว่า “{component}” ยังไม่ครบ เมื่อ {on} (ทะเบียนลำดับที่ {record}) เหตุผล: {reason}",
        "{by} looked at “{component}” and found it not met (record {record}): {reason}",
        "`ita-evidence review`: it holds as long as the evidence's bytes are the same.",
    ),
    "waived": Sentence(
        "note",
        "{by} ยกเว้นการตรวจถึง {until} เหตุผล: {reason}",
        "Not asked for until {until}, by {by}: {reason}",
        "A waiver of the sources file: a reason and an end date.",
    ),
    # --- the judgement itself ----------------------------------------------------------------
    "judge_error": Sentence(
        "needs_review",
        "ระบบตรวจข้อนี้ไม่สำเร็จ ({error}) โปรดตรวจด้วยตนเอง",
        "This item could not be judged ({error}); please check it yourself.",
        "An exception inside Great Expectations: never `met`.",
    ),
    "component_missing": Sentence(
        "not_met",
        f"ยังไม่พบ “{{component}}” {_SEEN}",
        f"“{{component}}” was not found {_SEEN_EN}.",
        "Used where a row has no code of its own.",
    ),
    "component_unsure": Sentence(
        "needs_review",
        f"โปรดตรวจ “{{component}}” {_SEEN}",
        f"Please check “{{component}}” {_SEEN_EN}.",
        "Used where a row has no code of its own.",
    ),
    "watch_ok": Sentence(
        "note",
        "หน้าที่เฝ้าดูยังเปิดได้เมื่อ {date} ข้อนี้จะตรวจเมื่อครบรอบ 6 เดือน",
        "The watched pages still answered on {date_en}; the item is judged at the half-year.",
        "A watched item in a monthly run.",
    ),
    "watch_lost": Sentence(
        "needs_review",
        f"หน้าที่เคยเผยแพร่เปิดไม่ได้หรือไม่พบแล้ว {_SEEN}",
        f"A watched page is no longer there {_SEEN_EN}.",
        "A watched item in a monthly run.",
    ),
    "outside_first_half": Sentence(
        "note",
        "เดือนนี้อยู่นอกรอบ 6 เดือนแรก จึงไม่อยู่ในเงื่อนไขของข้อนี้ แต่ยังติดตามการเผยแพร่ของแต่ละหน่วยงาน",
        "This month is outside October to March: the item does not ask for it; units are followed.",
        "O21 in a monthly run from April to September.",
    ),
    "captured_late": Sentence(
        "note",
        "เก็บสำเนาหลังสิ้นรอบข้อมูลนานแล้ว ({date})",
        "The evidence was captured long after its period ({date_en}).",
        "A backfill or a late run.",
    ),
}


def sentence(code: str, args: Mapping[str, str]) -> tuple[str, str]:
    """(Thai, English) of a code, filled in.

    Raises:
        KeyError: a code or an argument that has no sentence: a fault of ours, found by tests.
    """
    found = SENTENCES[code]
    th, en = found.th.format_map(dict(args)), found.en.format_map(dict(args))
    return " ".join(th.split()), " ".join(en.split())


def as_markdown() -> str:
    """docs/findings.md: every code with what it means and what it says."""
    lines = [
        "# Findings",
        "",
        "Made from `plugins/ita_evidence/validation/sentences.py` by `make docs`; do not edit.",
        "",
        "| code | leads to | means | in Thai | in English |",
        "|---|---|---|---|---|",
    ]
    for code, one in SENTENCES.items():
        cells = (f"`{code}`", f"`{one.kind}`", one.meaning, one.th, one.en)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
