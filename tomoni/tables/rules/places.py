"""G and K: places, codes and identifiers."""

from __future__ import annotations

from tomoni.tables.rules.base import rule

RULES = (
    rule(
        "G01",
        ("緯度と経度が正しくないようです", "Latitude and longitude look wrong"),
        (
            "緯度と経度が逆か、日本の外か、度分秒で書かれています。十進の度に直すか、入れ替えてください。",
            "They are swapped, outside of Japan or in degrees, minutes and seconds. Use decimal degrees.",
        ),
        "auto", "warning", "緯度 139.7", "緯度 35.6", "",
        ("緯度・経度を十進の度に直しました", "put into decimal degrees"),
    ),
    rule(
        "G02",
        ("座標が粗いか、同じ座標が続きます", "Rounded or identical coordinates"),
        ("小数点以下が少ないか、多くの行で同じ座標です。", "They have few decimals, or many rows share one point."),
        "none", "info", "35.6, 139.7", "35.689500, 139.691700",
    ),
    rule(
        "G03",
        ("住所を分けられません", "An address that cannot be split"),
        ("都道府県から書くと、地図や検索で使えます。", "Written from the prefecture on, it can be used for maps and search."),
        "assist", "info", "本町2‐3", "東京都八王子市本町2-3",
        done=("住所を分けました", "split the address"),
    ),
    rule(
        "G04",
        ("座標が市区町村の外です", "The point lies outside its municipality"),
        ("座標と住所の市区町村が合いません。", "The point and the municipality of the address do not match."),
        "none", "warning", "住所は焼津市、座標は静岡市", "座標を焼津市内に",
    ),
    rule(
        "K01",
        ("団体コードが正しくありません", "A wrong local government code"),
        ("5桁か6桁か、検査数字、廃止をご確認ください。", "Please check 5 or 6 digits, the check digit and validity."),
        "auto", "warning", "37201", "372013", "1-12",
        ("全国地方公共団体コードを6桁に直しました", "code put into 6 digits"),
    ),
    rule(
        "K02",
        ("市区町村の名前が古いか、県名がありません", "An old name, or one without prefecture"),
        ("合併前の名前か、同じ名前が複数の県にあります。", "It is a name before a merger, or stands in several prefectures."),
        "assist", "info", "府中市", "東京都府中市", "1-12",
        done=("市区町村の名前を、いまの正式な名前に直しました", "put into the present official name of the municipality"),
    ),
    rule(
        "K03",
        ("電話・郵便番号などの形が正しくありません", "Phone, postal code or the like in a wrong form"),
        ("桁数や検査数字が合いません。", "The number of digits or the check digit is wrong."),
        "assist", "warning", "099-01111", "099-011-1111",
        done=("電話・郵便番号などを標準の形に直しました", "put into the standard form of a phone number or postal code"),
    ),
    rule(
        "K04",
        ("カナの列にカタカナ以外があります", "Other characters in a kana column"),
        ("全角カタカナにそろえてください。", "Please use full-width katakana."),
        "auto", "info", "ﾊﾁｵｳｼﾞ", "ハチオウジ", "",
        ("全角カタカナに直しました", "made full-width katakana"),
    ),
    rule(
        "K05",
        ("番号（ID）が重なっているか、抜けています", "IDs missing or not unique"),
        ("一つの行に一つの、変わらない番号を付けてください。", "Please give each row one number that does not change."),
        "assist", "warning", "NO: 1, 2, 2", "NO: 1, 2, 3",
    ),
    rule(
        "K06",
        ("同じ行があります", "Duplicate rows"),
        ("まったく同じ行があります。二重に数えていないかご確認ください。", "Rows are identical. Please check that nothing is counted twice."),
        "assist", "warning", "同じ施設が2行", "1行",
    ),
)  # fmt: skip
