"""The written list: what nobody should send, as raw bytes."""

from collections.abc import Mapping

MARK = "zq7mark"
"""Stands in every text sent, and in no answer that refuses one."""

_LONG = MARK.encode() * 3_000

LIGHT: Mapping[str, bytes] = {
    "null": b"null",
    "true": b"true",
    "a whole number": b"7",
    "a negative number": b"-1",
    "minus nought": b"-0.0",
    "a whole number with a point": b"5.0",
    "a fraction": b"1.5",
    "2 to the 31st": b"2147483648",
    "2 to the 63rd": b"9223372036854775808",
    "2 to the 64th": b"18446744073709551616",
    "a number of 30 digits": b"9" * 30,
    "a number of 6000 digits": b"9" * 6_000,
    "the smallest number": b"5e-324",
    "the largest number": b"1e308",
    "minus the largest number": b"-1e308",
    "beyond the largest number": b"1e999",
    "NaN": b"NaN",
    "minus infinity": b"-Infinity",
    "a number as text": b'"5"',
    "an empty text": b'""',
    "a space": b'" "',
    "a NUL": b'"%s\\u0000b"' % MARK.encode(),
    "a lone surrogate": b'"%s\\ud800"' % MARK.encode(),
    "control characters": b'"%s\\r\\n\\u001b[31m\\u0085"' % MARK.encode(),
    "text that runs the other way": b'"%s\\u202e\\u2028"' % MARK.encode(),
    "1024 emoji": b'"' + b"\\ud83c\\udfb5" * 1_024 + b'"',
    "20 000 letters": b'"' + _LONG[:20_000] + b'"',
    "SQL": b'"%s\' OR 1=1; DROP TABLE users; --"' % MARK.encode(),
    "HTML": b'"<script>%s</script>"' % MARK.encode(),
    "a format": b'"%s{0.__class__}%%s%%n${jndi:ldap://x}"' % MARK.encode(),
    "wildcards": b'"%_%"',
    "a path": b'"../../etc/%s"' % MARK.encode(),
    "a list": b"[]",
    "a list of null": b"[null]",
    "a list of a surrogate": b'["%s\\udfff"]' % MARK.encode(),
    "a list of lists": b"[[[]]]",
    "an object": b"{}",
    "an object of strangers": b'{"%s": {"": [1e308]}, "__class__": "x", "$ref": "#"}' % MARK.encode(),
    "a key twice": b'{"%s": 1, "%s": [2]}' % (MARK.encode(), MARK.encode()),
}
"""For every field of every body."""

HEAVY: Mapping[str, bytes] = {
    "a list of 500 texts": b"[" + b'"%s - nothing",' % MARK.encode() * 499 + b'"x"]',
    "a list of 10 000 texts": b"[" + b'"x",' * 9_999 + b'"x"]',
    "a list of 10 000 objects": b"[" + b"{}," * 9_999 + b"{}]",
    "lists 20 000 deep": b"[" * 20_000 + b"]" * 20_000,
    "objects 5 000 deep": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
}
"""For the first field of every body, and for all where time is no matter."""

STORED = (
    "2 to the 31st",
    "2 to the 63rd",
    "2 to the 64th",
    "a negative number",
    "minus nought",
    "the smallest number",
    "a NUL",
    "a lone surrogate",
    "control characters",
    "1024 emoji",
    "SQL",
    "wildcards",
)
"""Those that one database takes and another does not."""

ADDRESSES = (
    "",
    "%00",
    f"{MARK}%00",
    "%ED%A0%80",
    "%FF%FE",
    "%0D%0ASet-Cookie:%20" + MARK,
    "%1B%5B31m%C2%85%E2%80%AE" + MARK,
    "%F0%9F%8E%B5" * 200,
    MARK * 700,
    "..%2F..%2Fetc%2F" + MARK,
    "..%5C" + MARK,
    "%252e%252e%252f" + MARK,
    f"%27%20OR%201=1--{MARK}",
    f"%3Cscript%3E{MARK}",
    "%25%5F%25",
    "-1",
    "5.0",
    "2147483648",
    "9223372036854775808",
    "18446744073709551616",
    "NaN",
    "1e308",
    "true",
    "[]",
)
"""For every parameter in a path or a query, percent-encoded."""

CONTENTS: Mapping[str, tuple[str, bytes]] = {
    "nothing": ("application/json", b""),
    "a byte order mark": ("application/json", b'\xef\xbb\xbf{"a": "%s"}' % MARK.encode()),
    "UTF-16": ("application/json", f'{{"a": "{MARK}"}}'.encode("utf-16")),
    "no UTF-8": ("application/json", b'{"a": "%s\xff\xc0\xaf"}' % MARK.encode()),
    "half a body": ("application/json", b'{"%s": ' % MARK.encode()),
    "two bodies": ("application/json", b'{}{"%s": 1}' % MARK.encode()),
    "a comment": ("application/json", b'{/* %s */ "a": 1}' % MARK.encode()),
    "a text": ("application/json", b'"%s"' % MARK.encode()),
    "a list of itself": ("application/json", b"[[],[],{}]"),
    "NaN": ("application/json", b"NaN"),
    "lists without end": ("application/json", b"[" * 60_000),
    "objects without end": ("application/json", b'{"a":' * 12_000),
    "wrong items of 64 KB": ("application/json", b'{"seeds": [' + b"1," * 32_000 + b"1]}"),
    "more than 64 KB": ("application/json", _LONG * 4),
    "wrong items of 600 KB": ("application/json", b'{"events": [' + b"1," * 300_000 + b"1]}"),
    "a form": ("application/x-www-form-urlencoded", b"%s=%s&a=%%00" % (MARK.encode(), MARK.encode())),
    "a form of 5 000 fields": (
        "application/x-www-form-urlencoded",
        b"&".join(b"a%d=%s" % (number, MARK.encode()) for number in range(4_000)),
    ),
    "parts": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="username"; filename="%s"\r\n\r\n\x00\r\n--x--'
        % MARK.encode(),
    ),
    "parts without a boundary": ("multipart/form-data", MARK.encode()),
    "parts that do not end": ("multipart/form-data; boundary=x", b"--x\r\n" * 5_000),
    "XML": ("application/xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///%s">]>' % MARK.encode()),
    "a pickle": ("application/octet-stream", b"\x80\x04cposix\nsystem\n(V%s\ntR." % MARK.encode()),
    "a kind that is none": ("application/json; charset=" + MARK, b'{"a": "%s"}' % MARK.encode()),
}
"""Whole bodies, with the kind they claim to be of."""

HEADERS: Mapping[str, tuple[tuple[bytes, bytes], ...]] = {
    "a request id of 9 KB": ((b"X-Request-ID", MARK.encode() * 1_300),),
    "a request id that is HTML": ((b"X-Request-ID", b"<b>%s</b>" % MARK.encode()),),
    "a request id in Latin-1": ((b"X-Request-ID", b"\xe9%s" % MARK.encode()),),
    "request ids": ((b"X-Request-ID", b"a b"), (b"X-Request-ID", MARK.encode())),
    "half an entity tag": ((b"If-None-Match", b'W/"' + MARK.encode() * 900),),
    "many entity tags": ((b"If-None-Match", b'"%s",' % MARK.encode() * 800),),
    "a foreign host": ((b"Host", b"%s.example" % MARK.encode()),),
    "a host that is none": ((b"Host", b"%s@[::1]:99999/x" % MARK.encode()),),
    "forwarded by a stranger": (
        (b"X-Forwarded-For", b"%s, 127.0.0.1" % MARK.encode()),
        (b"X-Forwarded-Host", b"%s.example" % MARK.encode()),
        (b"X-Forwarded-Proto", b"gopher"),
        (b"Forwarded", b'for="[::1]";host=%s' % MARK.encode()),
        (b"X-Real-IP", b"999.1.1.1"),
    ),
    "another method": ((b"X-HTTP-Method-Override", b"DELETE"), (b"X-Original-URL", b"/admin")),
    "a foreign page": (
        (b"Origin", b"https://%s.example" % MARK.encode()),
        (b"Referer", b"javascript:%s" % MARK.encode()),
    ),
    "strange tastes": (
        (b"Accept", b"text/%s;q=9" % MARK.encode()),
        (b"Accept-Language", b"*;q=%s" % MARK.encode()),
        (b"Accept-Encoding", b"bomb"),
    ),
    "a body said to be packed": ((b"Content-Encoding", b"gzip"),),
    "a range": ((b"Range", b"bytes=0-,-1,9999999999999999999-"),),
    "cookies": ((b"Cookie", b"session=%s;" % MARK.encode() * 100),),
    "a hundred headers": tuple((b"X-%d" % number, MARK.encode()) for number in range(90)),
    "a header of 16 KB": ((b"X-Long", MARK.encode() * 2_300),),
    "bytes that are no text": ((b"X-Bytes", bytes(range(128, 256)) + MARK.encode()),),
}
"""Headers beside those of an ordinary request."""

AUTHORIZATIONS: Mapping[str, tuple[bytes, ...]] = {
    "two": (b"Bearer a.b.c", b"Bearer " + MARK.encode()),
    "a good one and a bad one": (b"{good}", b"Bearer " + MARK.encode()),
    "the same twice": (b"{good}", b"{good}"),
    "another scheme": (b"Basic YWRhOmFkYQ==",),
    "no scheme": (MARK.encode(),),
    "only a scheme": (b"Bearer",),
    "two tokens": (b"{good} {good}",),
    "bytes that are no text": (b"Bearer \xff\xfe.\xe9." + MARK.encode(),),
    "8 KB": (b"Bearer " + MARK.encode() * 1_200,),
    "three dots": (b"Bearer a.b.c.d",),
    "only dots": (b"Bearer ..",),
}
"""Ways not to sign in. ``{good}`` stands for a valid token with its scheme."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")
"""For every address that does not take them."""

NO_HTTP: Mapping[str, bytes] = {
    "a NUL": b"GET /health HTTP/1.1\r\nHost: x\r\nX-A: %s\x00\r\n\r\n",
    "a header without a colon": b"GET /health HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n",
    "a control character": b"GET /health?%s\x01 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a strange method": b"ZQ7MARK /health HTTP/1.1\r\nHost: x\r\n\r\n",
    "a method in small letters": b"get /health?%s HTTP/1.1\r\nHost: x\r\n\r\n",
    "a version to come": b"GET /health HTTP/9.9\r\nHost: %s\r\n\r\n",
    "a negative length": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n%s",
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n%s",
    "a chunk of no size": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n%s",
    "TLS": b"\x16\x03\x01%s\r\n\r\n",
}
"""What the server refuses before the app sees it; ``%s`` stands for the mark."""
