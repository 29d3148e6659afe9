"""Languages (语言与方言) that customers of the province speak."""

from shared.errors import Text

MANDARIN = "mandarin"
LANGUAGES: dict[str, Text] = {
    MANDARIN: Text("普通话", "Mandarin"),
    "puxian": Text("莆仙话", "Puxian (Hinghwa)"),
    "minnan": Text("闽南话", "Minnan (Hokkien)"),
    "eastern-min": Text("福州话", "Eastern Min (Fuzhou)"),
    "northern-min": Text("闽北话", "Northern Min"),
    "hakka": Text("客家话", "Hakka"),
}
