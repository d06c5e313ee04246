"""BeautifulSoup takes pages apart by « lxml » in an eighth of the time less: `tests.conftest` has it do so."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bs4.builder import LXMLTreeBuilder, builder_registry


class HtmlBuilder(LXMLTreeBuilder):
    """In HTML, no tag and no attribute has a namespace: none is sought in their names."""

    def start(self, tag: str, attrib: Mapping[str, str], nsmap: Mapping[str, str] = MappingProxyType({})) -> None:
        attributes = self.attribute_dict_class()
        dict.update(attributes, attrib)  # they are texts, as they are to be
        self.soup.handle_starttag(tag, None, None, attributes, namespaces=self.active_namespace_prefixes[-1])

    def end(self, tag: str) -> None:
        self.soup.endData()
        self.soup.handle_endtag(tag)


def take_apart_quickly() -> None:
    """From here on, for who asks BeautifulSoup for « lxml »."""
    builder_registry.register(HtmlBuilder)
