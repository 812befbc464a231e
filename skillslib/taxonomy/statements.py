"""What a document of linked data states (Turtle, RDF/XML, JSON-LD), one statement a row. Nothing is fetched.

A document that needs something of another address to be understood (a context, an entity) is refused.
"""

import json
import logging
import re
import warnings
from contextlib import contextmanager

from skillslib.intake import IntakeError
from skillslib.taxonomy.documents import parsed, read_text

SPACES = {
    "http://www.w3.org/2004/02/skos/core#": "skos:",
    "http://www.w3.org/2008/05/skos-xl#": "skosxl:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs:",
    "http://www.w3.org/2002/07/owl#": "owl:",
    "http://purl.org/dc/terms/": "dct:",
    "http://purl.org/dc/elements/1.1/": "dct:",
    "http://schema.org/": "schema:",
    "https://schema.org/": "schema:",
    "http://xmlns.com/foaf/0.1/": "foaf:",
    "http://data.europa.eu/esco/model#": "esco:",
    "http://purl.org/ctdlasn/terms/": "ceasn:",
    "https://purl.org/ctdlasn/terms/": "ceasn:",
    "http://purl.org/ctdl/terms/": "ceterms:",
    "https://purl.org/ctdl/terms/": "ceterms:",
}
OTHER_PREFIXES = {"dcterms:": "dct:", "dc:": "dct:", "asn:": "ceasn:"}
FULL = re.compile("|".join(map(re.escape, SPACES)))
XML = re.compile(r"\s*(<\?xml|<!--|<!DOCTYPE|<\w+:RDF)", re.IGNORECASE)
BASE = "file:///"  # of a document that does not say its own: its addresses stay as they are written
LITERALS = ("skosxl:literalForm", "rdf:value")  # a label or note that is a thing of its own says it here
DEEPEST = 100  # so deep may a document be nested
FAR = (
    "{name}: its words are explained at {asked}, and nothing is ever fetched. Save it as Turtle, or put the "
    "context itself in place of its address."
)


def format_of(text):
    """'json-ld', 'xml' or 'turtle', by how a text starts: endings often lie."""
    start = text.lstrip("\ufeff \r\n\t")
    if start.startswith("{") or re.match(r"\[\s*[\[{\]]", start):
        return "json-ld"
    return "xml" if XML.match(start) else "turtle"


def statements_of(found, plain=False):
    """What a document states: (statements, subjects of which a value is not of its type).

    A statement is (subject, which of its descriptions, predicate, value, language), names of known
    vocabularies with their usual prefixes; what has no address of its own is a subject without a name.
    `plain` reads JSON by the names in it, whatever its context says.
    Errors: IntakeError with the line, and what to do.
    """
    text = read_text(found)
    kind = format_of(text)
    if kind == "json-ld":
        document = parsed(text, found.name)
        contexts = _contexts(document, found.name)
        if plain or not contexts:
            return list(_plain(document, nameless="" if plain else "_:")), []
        _refuse_remote(contexts, found.name)
    elif kind == "xml":
        _refuse_entities(text, found.name)
    return _stated(_triples(text, kind, found.name))


def short(name):
    """The name of a known vocabulary with its usual prefix; another as it is."""
    space = FULL.match(name)
    if space:
        return SPACES[space[0]] + name[space.end() :]
    prefix, colon, rest = name.partition(":")
    return OTHER_PREFIXES.get(prefix + colon, prefix + colon) + rest


def _contexts(document, name):
    """The contexts anywhere in a document. Errors: IntakeError where it is too deep to look through."""
    found, waiting = [], [(document, 0)]
    while waiting:
        one, depth = waiting.pop()
        if depth > DEEPEST:
            raise IntakeError(
                f"{name}: it is nested more than {DEEPEST} deep, which no vocabulary is. Save it as Turtle."
            )
        if isinstance(one, dict) and "@context" in one:
            found.append(one["@context"])
        if isinstance(one, (dict, list)):
            waiting += [(inner, depth + 1) for inner in (one.values() if isinstance(one, dict) else one)]
    return found


def _refuse_remote(contexts, name):
    for context in contexts:
        for one in context if isinstance(context, list) else [context]:
            if not isinstance(one, (str, dict, type(None))):
                raise IntakeError(
                    f"{name}: one of its contexts is {json.dumps(one)[:40]}, which is none: a context is an "
                    "object or an address. Save it as Turtle, or correct it there."
                )
            asked = one.get("@import") if isinstance(one, dict) else one
            if asked:
                raise IntakeError(FAR.format(name=name, asked=asked))


def _refuse_entities(text, name):
    from xml.sax import SAXException
    from xml.sax.handler import ContentHandler

    from defusedxml.common import DefusedXmlException
    from defusedxml.sax import parseString

    try:
        parseString(text.encode(), ContentHandler())
    except DefusedXmlException:
        raise IntakeError(
            f"{name}: it defines entities or names another document, which is not safe to read. Save it as "
            "Turtle, or as RDF/XML without a DOCTYPE."
        ) from None
    except SAXException as error:
        line = getattr(error, "getLineNumber", lambda: None)()
        raise IntakeError(f"{name}, line {line}: it is no XML that can be read. Download it again.") from None


def _triples(text, kind, name):
    """The triples of a document in its own order, which rdflib does not keep; it need not index them."""
    from rdflib import Graph
    from rdflib.plugins.stores.memory import Memory

    class InOrder(Memory):
        def add(self, triple, context, quoted=False):
            self.said[triple] = None

    store = InOrder()
    store.said = {}
    try:
        with _silence(), _nothing_fetched(name):
            Graph(store, bind_namespaces="none").parse(data=text, format=kind, publicID=BASE)
    except IntakeError:
        raise
    except Exception as error:  # parsers of three languages raise whatever they like
        line = getattr(error, "lines", None)
        place = f", line {line + 1}" if isinstance(line, int) else ""
        words = {"json-ld": "JSON-LD", "xml": "RDF/XML", "turtle": "Turtle"}[kind]
        raise IntakeError(
            f"{name}{place}: it is no {words} that can be read. Download it again, or leave it out."
        ) from None
    return list(store.said)


@contextmanager
def _nothing_fetched(name):
    """Whatever was overlooked: a context of another address is refused, not fetched."""
    from rdflib.plugins.shared.jsonld.context import Context

    def refuse(context, source, *_):
        raise IntakeError(FAR.format(name=name, asked=source))

    fetch = Context._fetch_context
    Context._fetch_context = refuse
    try:
        yield
    finally:
        Context._fetch_context = fetch


@contextmanager
def _silence():
    """Values that are not of their type are told by us, each with its subject; rdflib warns of itself."""
    log = logging.getLogger("rdflib.term")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(level)


def _stated(triples):
    from rdflib import BNode, Literal

    forms, rows, odd, nameless = {}, [], [], {}
    for subject, predicate, value in triples:
        if short(str(predicate)) in LITERALS and isinstance(value, Literal):
            forms[subject] = value
    for subject, predicate, value in triples:
        whose = (_address(subject), 0)
        if isinstance(subject, BNode):
            whose = ("", nameless.setdefault(subject, len(nameless)))
        if isinstance(value, Literal) and value.ill_typed:
            odd.append((whose[0], str(value)))
        said = forms.get(value, value)
        name = short(str(predicate)).replace("skosxl:", "skos:")
        if not isinstance(said, BNode):
            language = said.language if isinstance(said, Literal) else None
            text = short(str(said)) if name == "rdf:type" else _address(said)
            rows.append((*whose, name, text, language))
    return rows, odd


def _address(term):
    return str(term).removeprefix(BASE)


def _plain(document, nameless):
    """The statements of JSON whose names carry their prefixes, each node a description of its own.

    What begins with `nameless` is no address; frameworks of CTDL-ASN have no other.
    """
    if isinstance(document, dict) and isinstance(document.get("decoded_resource"), dict):
        document = document["decoded_resource"]
    nodes = document.get("@graph", document) if isinstance(document, dict) else document
    waiting = [node for node in (nodes if isinstance(nodes, list) else [nodes]) if isinstance(node, dict)]
    for place, node in enumerate(waiting):
        subject = node.get("@id") or node.get("id") or ""
        subject = "" if nameless and str(subject).startswith(nameless) else subject
        for key, value in node.items():
            if key.startswith("@") and key != "@type":
                continue
            predicate = "rdf:type" if key == "@type" else short(key)
            for text, language, inner in _values(value):
                if inner:
                    waiting.append(inner)
                yield subject, place, predicate, short(text) if predicate == "rdf:type" else text, language


def _values(value, language=None):
    """The values under a key: (text, language, the node itself where one is written out in that place)."""
    if isinstance(value, list):
        for one in value:
            yield from _values(one, language)
    elif isinstance(value, dict) and "@id" in value:
        yield str(value["@id"]), None, value if "@type" in value else None
    elif isinstance(value, dict) and "@value" in value:
        yield str(value["@value"]), value.get("@language"), None
    elif isinstance(value, dict):
        for tag, said in value.items():
            if re.fullmatch(r"[A-Za-z]{2,3}([-_]\w+)*|und", tag):
                yield from _values(said, tag)
    elif value is not None:
        yield str(value), language, None
