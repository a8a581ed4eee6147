//! Carries the facts of the IATI standard over into the compact tables of this crate.
//!
//! Run by hand when the standard changes, never by the build:
//! `cargo run --example carry_over -- ../shared/iati/standard tables 2026-06`
//!
//! It reads the official schemas, code lists, code list rules and rulesets and writes
//! `tables/*.txt`, which are committed. Only facts are taken (names, order, occurrence, types,
//! codes, rule numbers, severities); no sentence of the sources is.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const VERSIONS: [&str; 3] = ["2.01", "2.02", "2.03"];

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [from, to, date] = args.as_slice() else {
        return Err("usage: carry_over STANDARD-DIR TABLES-DIR CODELIST-DATE".into());
    };
    let (from, to) = (Path::new(from), Path::new(to));
    for version in VERSIONS {
        for root in ["iati-activities", "iati-organisations"] {
            let text = Schema::load(&from.join(format!("xsd-{version}")), root)?.table(root)?;
            let kind = root.trim_start_matches("iati-");
            fs::write(to.join(format!("schema-{version}-{kind}.txt")), text)?;
        }
    }
    let (lists, rules) = code_tables(from, date)?;
    fs::write(to.join("codelists.txt"), lists)?;
    fs::write(to.join("code-rules.txt"), rules)?;
    fs::write(to.join("rules.txt"), ruleset_table(from)?)?;
    for (name, skip) in [("org-id-prefixes", ""), ("publishers", "ZZ-PAD-")] {
        let all: Vec<String> = serde_json::from_slice(&fs::read(from.join(format!("{name}.json")))?)?;
        // The publisher list is padded with invented ids in the material: those stay behind.
        let real: BTreeSet<_> = all.iter().filter(|id| skip.is_empty() || !id.starts_with(skip)).collect();
        let lines: String = real.iter().fold(String::new(), |text, id| text + id + "\n");
        fs::write(to.join(format!("{name}.txt")), lines)?;
    }
    Ok(())
}

// ---------------------------------------------------------------- a small tree of an XML file

#[derive(Clone, Default)]
struct Node {
    name: String,
    attrs: BTreeMap<String, String>,
    children: Vec<Node>,
    text: String,
}

impl Node {
    fn parse(path: &Path) -> Result<Node> {
        let mut reader = quick_xml::Reader::from_file(path)?;
        let mut stack = vec![Node::default()];
        let mut buffer = Vec::new();
        loop {
            match reader.read_event_into(&mut buffer)? {
                Event::Start(e) => stack.push(Node::open(&e)?),
                Event::Empty(e) => {
                    let node = Node::open(&e)?;
                    stack.last_mut().ok_or("no parent")?.children.push(node);
                }
                Event::End(_) => {
                    let node = stack.pop().ok_or("unbalanced")?;
                    stack.last_mut().ok_or("unbalanced")?.children.push(node);
                }
                Event::Text(t) => stack.last_mut().ok_or("no parent")?.text += &t,
                Event::Eof => break,
                _ => {}
            }
            buffer.clear();
        }
        stack.pop().ok_or("empty")?.children.into_iter().next().ok_or_else(|| "no root".into())
    }

    fn open(e: &BytesStart) -> Result<Node> {
        let name = e.local_name().as_ref().to_string();
        let mut attrs = BTreeMap::new();
        for attr in e.attributes() {
            let attr = attr?;
            attrs.insert(attr.key.as_ref().to_string(), attr.value.to_string());
        }
        Ok(Node { name, attrs, ..Node::default() })
    }

    fn attr(&self, name: &str) -> Option<&str> {
        self.attrs.get(name).map(String::as_str)
    }

    fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|c| c.name == name)
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |c| c.name == name)
    }
}

// ---------------------------------------------------------------------------------- schemas

/// The global declarations of one schema with what it includes.
#[derive(Default)]
struct Schema {
    elements: BTreeMap<String, Node>,
    types: BTreeMap<String, Node>,
    attributes: BTreeMap<String, Node>,
}

/// What one type allows: items in order, attributes, simple content.
#[derive(Default)]
struct Content {
    items: Vec<Node>,
    attrs: Vec<String>,
    simple: Option<String>,
    open: bool,
}

impl Schema {
    fn load(dir: &Path, root: &str) -> Result<Schema> {
        let mut schema = Schema::default();
        for file in [format!("{root}-schema.xsd"), "iati-common.xsd".into()] {
            for node in Node::parse(&dir.join(file))?.children {
                let Some(name) = node.attr("name").map(str::to_owned) else {
                    continue;
                };
                let into = match node.name.as_str() {
                    "element" => &mut schema.elements,
                    "complexType" => &mut schema.types,
                    "attribute" => &mut schema.attributes,
                    other => return Err(format!("global {other} is not handled").into()),
                };
                into.insert(name, node);
            }
        }
        Ok(schema)
    }

    fn table(&self, root: &str) -> Result<String> {
        let mut out = String::from("# depth name min max content global | attributes (! required, ~ closed)\n");
        let reference = |name: &str| Node { attrs: [("ref".to_string(), name.to_string())].into(), ..Node::default() };
        self.write_element(&reference(root), 0, &mut out)?;
        // Elements that nothing refers to may still stand where a wildcard lets them.
        for name in self.elements.keys() {
            let seen = out.lines().any(|l| l.contains(" global |") && l.split(' ').nth(1) == Some(name));
            if !seen {
                self.write_element(&reference(name), 0, &mut out)?;
            }
        }
        Ok(out)
    }

    fn write_element(&self, item: &Node, depth: usize, out: &mut String) -> Result<()> {
        let (min, max) = (item.attr("minOccurs").unwrap_or("1"), item.attr("maxOccurs").unwrap_or("1"));
        let max = if max == "unbounded" { "*" } else { max };
        if item.name == "any" {
            if (item.attr("namespace"), item.attr("processContents"), min, max) != (Some("##other"), Some("lax"), "0", "*") {
                return Err("only lax ##other wildcards are handled".into());
            }
            writeln!(out, "{depth} *")?;
            return Ok(());
        }
        let declared = match item.attr("ref") {
            Some(name) => self.elements.get(name).ok_or_else(|| format!("no element {name}"))?,
            None => item,
        };
        let name = declared.attr("name").ok_or("element without a name")?;
        let content = self.content(declared)?;
        let kind = content.simple.as_deref().unwrap_or("-");
        let global = if item.attr("ref").is_some() { "global" } else { "local" };
        let closed = if content.open { "" } else { " ~" };
        let attrs: String = content.attrs.iter().fold(String::new(), |text, a| text + " " + a);
        writeln!(out, "{depth} {name} {min} {max} {kind} {global} |{attrs}{closed}")?;
        content.items.iter().try_for_each(|child| self.write_element(child, depth + 1, out))
    }

    fn content(&self, element: &Node) -> Result<Content> {
        let mut content = Content::default();
        match (element.attr("type"), element.child("complexType")) {
            (Some(name), _) if !name.starts_with("xsd:") => {
                self.read_type(self.types.get(name).ok_or_else(|| format!("no type {name}"))?, &mut content)?;
            }
            (Some(name), _) => content.simple = Some(name.trim_start_matches("xsd:").into()),
            (None, Some(node)) => self.read_type(node, &mut content)?,
            // An element without a type may hold anything.
            (None, None) => {
                content.simple = Some("any".into());
                content.open = true;
            }
        }
        Ok(content)
    }

    fn read_type(&self, node: &Node, content: &mut Content) -> Result<()> {
        for part in &node.children {
            match part.name.as_str() {
                "sequence" => content.items.extend(part.children.iter().filter(|c| c.name != "annotation").cloned()),
                "attribute" => content.attrs.push(self.attribute(part)?),
                "anyAttribute" => content.open = true,
                "simpleContent" | "complexContent" => {
                    let extension = part.child("extension").ok_or("only extensions are handled")?;
                    let base = extension.attr("base").ok_or("extension without a base")?;
                    match base.strip_prefix("xsd:") {
                        Some(simple) => content.simple = Some(simple.into()),
                        None => self.read_type(self.types.get(base).ok_or("no base type")?, content)?,
                    }
                    self.read_type(extension, content)?;
                }
                "annotation" => {}
                other => return Err(format!("{other} in a type is not handled").into()),
            }
        }
        Ok(())
    }

    fn attribute(&self, node: &Node) -> Result<String> {
        let required = if node.attr("use") == Some("required") { "!" } else { "" };
        let (name, declared) = match node.attr("ref") {
            Some("xml:lang") => return Ok(format!("xml:lang:language{required}")),
            Some(name) => (name, self.attributes.get(name).ok_or("no global attribute")?),
            None => (node.attr("name").ok_or("attribute without a name")?, node),
        };
        let kind = declared.attr("type").unwrap_or("xsd:string").trim_start_matches("xsd:");
        Ok(format!("{name}:{kind}{required}"))
    }
}

// ------------------------------------------------------------------------- lists and rules

/// The code lists, and which attribute is checked against which list.
fn code_tables(from: &Path, date: &str) -> Result<(String, String)> {
    let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut folder: Vec<_> = fs::read_dir(from.join("codelists"))?.collect::<std::io::Result<_>>()?;
    folder.sort_by_key(fs::DirEntry::path);
    for entry in folder {
        let list = Node::parse(&entry.path())?;
        let name = list.attr("name").ok_or("code list without a name")?;
        let items = list.child("codelist-items").ok_or("code list without items")?;
        let codes = items.all("codelist-item").filter_map(|i| i.child("code"));
        lists.insert(name.into(), codes.map(|c| unescape(c.text.trim())).collect());
    }
    let mut rules: BTreeMap<Vec<String>, String> = BTreeMap::new();
    let mut order = Vec::new();
    for version in VERSIONS.iter().rev() {
        let mut text = String::new();
        let file = fs::File::open(from.join(format!("codelist_rules-{version}.json.gz")))?;
        flate2::read::GzDecoder::new(file).read_to_string(&mut text)?;
        let Value::Object(paths) = serde_json::from_str(&text)? else {
            return Err("rules are no object".into());
        };
        for (path, attrs) in paths {
            for (attr, rule) in attrs.as_object().ok_or("rules of a path are no object")? {
                for (condition, rule) in conditions(rule) {
                    // The source names the root of organisation files wrongly, so that this rule
                    // is never raised by the official validator.
                    let path = if path == "/organisations" { "/iati-organisations" } else { &path };
                    let row = code_rule(version, path, attr, &condition, rule, &mut lists)?;
                    if !rules.contains_key(&row) {
                        order.push(row.clone());
                    }
                    rules.entry(row).or_default().insert(0, version.chars().last().unwrap_or('3'));
                }
            }
        }
    }
    let mut rule_table = String::from("# versions path attribute condition list id severity category\n");
    for row in order {
        // Codes of budget items are codes in 2.03 too, where the source leaves them out.
        let versions = if row.contains(&"9.14.1".to_string()) { "123" } else { &rules[&row] };
        writeln!(rule_table, "{versions} {}", row.join(" "))?;
    }
    let mut list_table = format!("# code lists of {date}: a name, then its codes\n");
    for (name, codes) in lists {
        writeln!(list_table, "{name}\t{}", codes.join("\t"))?;
    }
    Ok((list_table, rule_table))
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// A rule with conditions is one rule per vocabulary; `-` stands for no condition.
fn conditions(rule: &Value) -> Vec<(String, &Value)> {
    let Some(linked) = rule.get("conditions") else {
        return vec![("-".into(), rule)];
    };
    let attr = linked["linkedAttribute"].as_str().unwrap_or_default();
    let default = linked["defaultLink"].as_str();
    let mapping = linked["mapping"].as_object().into_iter().flatten();
    mapping
        .map(|(value, rule)| {
            let or_absent = if default == Some(value) { "?" } else { "" };
            (format!("{attr}={value}{or_absent}"), rule)
        })
        .collect()
}

fn code_rule(
    version: &str,
    path: &str,
    attr: &str,
    condition: &str,
    rule: &Value,
    lists: &mut BTreeMap<String, Vec<String>>,
) -> Result<Vec<String>> {
    let text = |key: &str| rule[key].as_str().map(str::to_owned).ok_or_else(|| format!("{path}: no {key}"));
    let codes: Vec<String> = serde_json::from_value(rule["allowedCodes"].clone())?;
    let mut list = text("codelist")?;
    // A list that differs in an older version of the standard is kept under a name of its own.
    let same = |a: &[String], b: &[String]| a.iter().collect::<BTreeSet<_>>() == b.iter().collect::<BTreeSet<_>>();
    match lists.get(&list) {
        Some(known) if same(known, &codes) => {}
        None => drop(lists.insert(list.clone(), codes)),
        Some(known) => {
            eprintln!("{version} {path}: {list} has {} codes here, {} in the list", codes.len(), known.len());
            list = format!("{list}@{version}");
            lists.insert(list.clone(), codes);
        }
    }
    Ok(vec![path.into(), attr.into(), condition.into(), list, text("id")?, text("severity")?, text("category")?])
}

/// Number, severity and category of every rule of the rulesets, with the versions that have it.
fn ruleset_table(from: &Path) -> Result<String> {
    let mut rules: BTreeMap<(String, String, String), String> = BTreeMap::new();
    for version in VERSIONS {
        let ruleset: Value = serde_json::from_slice(&fs::read(from.join(format!("ruleset-{version}.json")))?)?;
        let mut found = Vec::new();
        collect_rules(&ruleset, &mut found);
        for key in found {
            let versions = rules.entry(key).or_default();
            let digit = version.chars().last().unwrap_or('3');
            if !versions.ends_with(digit) {
                versions.push(digit);
            }
        }
    }
    let mut out = String::from("# id severity category versions\n");
    for ((id, severity, category), versions) in rules {
        writeln!(out, "{id} {severity} {category} {versions}")?;
    }
    Ok(out)
}

fn collect_rules(value: &Value, found: &mut Vec<(String, String, String)>) {
    match value {
        Value::Object(map) => {
            if let Some(info) = map.get("ruleInfo") {
                let text = |key: &str| info[key].as_str().unwrap_or_default().to_owned();
                found.push((text("id"), text("severity"), text("category")));
            }
            map.values().for_each(|v| collect_rules(v, found));
        }
        Value::Array(items) => items.iter().for_each(|v| collect_rules(v, found)),
        _ => {}
    }
}
