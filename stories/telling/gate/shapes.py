"""Personal data has shapes, and so has what was written for a machine to read."""

import re

_DIGIT = r"[0-9零〇一二三四五六七八九幺两]"
_PRIVATE = [
    rf"(?:{_DIGIT}[\s.\-()（）]{{0,2}}){{7,}}",  # a telephone, a number of a card
    r"(?:(?:\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b)[\s,\-]*){6,}",
    r"\d{3}[\s-]\d{2}[\s-]\d{4}",
    r"\S+@\S+|\b(?:at|dot)\b.{1,20}\bdot\b|[a-z0-9-]+\.(?:com|net|org|cn|io|me|example|co|uk|top|xyz|app)\b|https?:|www\.",
    r"(?:微信|微 信|v信|薇信|vx|wx|wxid|weixin|wechat|qq|扣扣|抖音)[号:：\s_]*[a-z0-9_\-]{4,}",
    r"(?:路|街|巷|弄|道|胡同|村|小区|花园|苑|大厦)\S{0,6}(?:\d|[一二三四五六七八九十百]+)\s*(?:号|弄|栋|幢|楼|单元|室|门)",
    r"(?:\d|[一二三四五六七八九十百]+)\s*(?:号楼|栋|幢)|\d+\s*单元|\d{3,}\s*室",
    r"(?:[^城都闹集夜早菜]市|省|自治区)[^\s的里]{1,8}(?:区|县|镇|乡|街道)",
    r"(?:家住|住在)\S{1,10}(?:路|街|区|小区|号|\d楼)",
    r"(?:小学|中学|幼儿园|学校|附小|实小|一小|二小)\S{0,8}(?:年级|班)|[一二三四五六\d]年级?[（(]?[一二三四五六七八九十\d]+[）)]?班",
    r"\b\d{1,5}[a-z]?,?\s+(?:[a-z'’]+\s+){1,3}(?:street|st|road|rd|avenue|ave|lane|ln|drive|close|court|crescent|way|terrace|gardens|square|place)\b",
    r"\b(?:flat|apartment|apt)\s*\d+",
    r"\b[a-z]{1,2}\d{1,2}[a-z]?\s*\d[a-z]{2}\b",  # a British postcode
    r"\b(?:class|grade|year|room|form)\s*\d+\s*[a-z]?\b.{0,20}\b(?:school|primary|elementary|kindergarten|academy)\b",
    r"\b(?:school|primary|elementary|kindergarten|academy)\b.{0,20}\b(?:class|grade|year|room|form|\d(?:st|nd|rd|th))\b",
    r"\b(?:st\.?|saint)\s+\w+'?s?\s+(?:school|primary|academy)|\bgoes to \w+ (?:school|primary|elementary)",
    r"\b(?:id|ssn|passport|phone|tel|mobile|card)\b\W{0,3}(?:no|number|is|:)?\W{0,3}[a-z]?\d{4,}",
]
_CODED = [
    r"(?:[0-9a-f]{2}[\s,]?){6,}",  # hexadecimal
    r"(?:[01]{6,}[\s]?){2,}",
    r"[.\-·—–_]{2,}\s[.\-·—–_]{1,}|(?:[.\-]{1,6}\s+){3,}",  # Morse
    r"\\[ux][0-9a-fA-F]{4}|(?:%[0-9a-fA-F]{2}){2,}|&#\w{3,}|&\w{4,};",
    r"\b[A-Za-z0-9+/]*(?:[a-z][A-Z][A-Za-z0-9+/]*\d|\d[A-Za-z0-9+/]*[a-z][A-Z]|[A-Z]{2}[a-z][A-Z0-9])[A-Za-z0-9+/]*={0,2}",  # base64
    r"[A-Z2-7]{16,}|[A-Za-z0-9+/]{12,}==?",
]
_PRIVATE_ANY = re.compile("|".join(_PRIVATE), re.IGNORECASE)
_CODED_ANY = re.compile("|".join(_CODED))


def is_private(said: str) -> bool:
    """Whether `said`, in normal form, looks like something that finds a child: a telephone, an address, a school and class."""
    return bool(_PRIVATE_ANY.search(said))


def is_coded(said: str) -> bool:
    """Whether a machine would read something else in it."""
    return any(len(found.group()) >= 6 for found in _CODED_ANY.finditer(said))


def repeats(said: str) -> bool:
    """The same few letters over and over."""
    return bool(re.fullmatch(r"(.{1,8}?)\1{3,}.{0,8}", said))
