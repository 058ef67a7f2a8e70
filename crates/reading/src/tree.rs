//! A page built as a tree, as browsers do, for pages that are not plain.

use std::borrow::Cow;
use std::cell::{Ref, RefCell};

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{
    Attribute, LocalName, Namespace, ParseOpts, QualName, local_name, ns, parse_document,
};

use crate::attributes::Attributes;
use crate::collect::{Collector, Element};
use crate::model::Reading;
use crate::names::Tag;

/// Whether scripts run, which decides what `<noscript>` holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scripts {
    Run,
    DoNotRun,
}

/// Reads a page by building its tree.
pub(crate) fn read(html: &str, collector: Collector<'_>, scripts: Scripts) -> Reading {
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts {
            scripting_enabled: scripts == Scripts::Run,
            ..TreeBuilderOpts::default()
        },
        ..ParseOpts::default()
    };
    let tree = parse_document(Tree::default(), options).one(html);
    tree.walk(collector)
}

/// A node, by its position in the tree's list.
type Handle = usize;

/// The document, which is always there.
const DOCUMENT: Handle = 0;

#[derive(Debug)]
struct Tree {
    nodes: RefCell<Vec<Node>>,
    /// What something without a name is called.
    nameless: QualName,
}

#[derive(Debug, Default)]
struct Node {
    kind: Kind,
    parent: Option<Handle>,
    children: Vec<Handle>,
}

#[derive(Debug, Default)]
enum Kind {
    Element {
        name: QualName,
        attributes: Vec<Attribute>,
        /// The fragment that holds what stands in a template.
        contents: Option<Handle>,
        is_integration_point: bool,
    },
    Text(StrTendril),
    /// The document, a fragment, a comment.
    #[default]
    Other,
}

impl Default for Tree {
    fn default() -> Tree {
        Tree {
            nodes: RefCell::new(vec![Node::default()]),
            nameless: QualName::new(None, ns!(), local_name!("")),
        }
    }
}

impl Tree {
    fn add(&self, kind: Kind) -> Handle {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node {
            kind,
            ..Node::default()
        });
        nodes.len() - 1
    }

    fn parent(&self, node: Handle) -> Option<Handle> {
        self.nodes.borrow().get(node)?.parent
    }

    fn detach(&self, node: Handle) {
        let mut nodes = self.nodes.borrow_mut();
        let parent = nodes.get_mut(node).and_then(|node| node.parent.take());
        if let Some(parent) = parent.and_then(|parent| nodes.get_mut(parent)) {
            parent.children.retain(|child| *child != node);
        }
    }

    /// Puts something among the children of a node, before the one at a position or last.
    fn insert(&self, parent: Handle, at: Option<usize>, child: NodeOrText<Handle>) {
        let node = match child {
            NodeOrText::AppendNode(node) => {
                self.detach(node);
                node
            }
            NodeOrText::AppendText(text) => {
                if self.extend_text(parent, at, &text) {
                    return;
                }
                self.add(Kind::Text(text))
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        if let Some(parent) = nodes.get_mut(parent) {
            let end = parent.children.len();
            parent.children.insert(at.unwrap_or(end).min(end), node);
        }
        if let Some(node) = nodes.get_mut(node) {
            node.parent = Some(parent);
        }
    }

    /// Adds to the text that stands before a position, if there is one.
    fn extend_text(&self, parent: Handle, at: Option<usize>, text: &StrTendril) -> bool {
        let mut nodes = self.nodes.borrow_mut();
        let before = nodes.get(parent).and_then(|parent| {
            let at = at.unwrap_or(parent.children.len());
            parent.children.get(at.checked_sub(1)?).copied()
        });
        let before = before.and_then(|before| nodes.get_mut(before));
        match before.map(|before| &mut before.kind) {
            Some(Kind::Text(known)) => {
                known.push_tendril(text);
                true
            }
            _ => false,
        }
    }

    /// Hands everything over in document order.
    fn walk(self, mut collector: Collector<'_>) -> Reading {
        let nodes = self.nodes.into_inner();
        let mut attributes = Attributes::default();
        // Children still to come, last ones first. `None` is the end of an element.
        let mut to_come: Vec<Option<Handle>> = vec![Some(DOCUMENT)];
        while let Some(next) = to_come.pop() {
            let Some(node) = next else {
                collector.end();
                continue;
            };
            let Some(node) = nodes.get(node) else {
                continue;
            };
            match &node.kind {
                Kind::Text(text) => collector.text(text),
                Kind::Other => to_come.extend(node.children.iter().rev().copied().map(Some)),
                Kind::Element {
                    name,
                    attributes: found,
                    contents,
                    ..
                } => {
                    let is_foreign = name.ns != ns!(html);
                    let tag = match is_foreign {
                        true => Tag::Other,
                        false => Tag::of(name.local.as_bytes()),
                    };
                    attributes.clear();
                    for attribute in found {
                        attributes.begin();
                        if let Some(prefix) = &attribute.name.prefix {
                            attributes.push_name(prefix.as_bytes());
                            attributes.push_name(b":");
                        }
                        // SVG has some with capitals.
                        let local = attribute.name.local.to_ascii_lowercase();
                        attributes.push_name(local.as_bytes());
                        attributes.push_value(attribute.value.as_bytes());
                    }
                    attributes.settle();
                    let local = name.local.to_ascii_lowercase();
                    let element = Element {
                        tag,
                        name: &local,
                        is_foreign,
                        attributes: &attributes,
                    };
                    if tag.is_void() {
                        collector.void(&element);
                        continue;
                    }
                    collector.start(&element);
                    to_come.push(None);
                    to_come.extend(node.children.iter().rev().copied().map(Some));
                    to_come.extend(contents.iter().copied().map(Some));
                }
            }
        }
        collector.finish()
    }
}

impl TreeSink for Tree {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'t> = NameOf<'t>;

    fn finish(self) -> Tree {
        self
    }

    fn get_document(&self) -> Handle {
        DOCUMENT
    }

    fn elem_name<'t>(&'t self, target: &'t Handle) -> NameOf<'t> {
        let named = Ref::filter_map(self.nodes.borrow(), |nodes| match nodes.get(*target) {
            Some(Node {
                kind: Kind::Element { name, .. },
                ..
            }) => Some(name),
            _ => None,
        });
        match named {
            Ok(name) => NameOf::Element(name),
            Err(_) => NameOf::Nothing(&self.nameless),
        }
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        flags: ElementFlags,
    ) -> Handle {
        let contents = flags.template.then(|| self.add(Kind::Other));
        self.add(Kind::Element {
            name,
            attributes,
            contents,
            is_integration_point: flags.mathml_annotation_xml_integration_point,
        })
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        self.add(Kind::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.add(Kind::Other)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.insert(*parent, None, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        before: &Handle,
        child: NodeOrText<Handle>,
    ) {
        if self.parent(*element).is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(before, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Handle) -> Handle {
        match self.nodes.borrow().get(*target).map(|node| &node.kind) {
            Some(Kind::Element {
                contents: Some(contents),
                ..
            }) => *contents,
            _ => *target,
        }
    }

    fn same_node(&self, one: &Handle, other: &Handle) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        // A node that stands before its sibling already is taken out first, so that positions are right.
        if let NodeOrText::AppendNode(node) = &child {
            self.detach(*node);
        }
        let Some(parent) = self.parent(*sibling) else {
            return;
        };
        let at = self
            .nodes
            .borrow()
            .get(parent)
            .and_then(|parent| parent.children.iter().position(|child| child == sibling));
        self.insert(parent, at, child);
    }

    fn add_attrs_if_missing(&self, target: &Handle, more: Vec<Attribute>) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(Kind::Element { attributes, .. }) =
            nodes.get_mut(*target).map(|node| &mut node.kind)
        {
            for attribute in more {
                if !attributes.iter().any(|known| known.name == attribute.name) {
                    attributes.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut nodes = self.nodes.borrow_mut();
        let children = nodes
            .get_mut(*node)
            .map(|node| std::mem::take(&mut node.children))
            .unwrap_or_default();
        for child in &children {
            if let Some(child) = nodes.get_mut(*child) {
                child.parent = Some(*new_parent);
            }
        }
        if let Some(parent) = nodes.get_mut(*new_parent) {
            parent.children.extend(children);
        }
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &Handle) -> bool {
        matches!(
            self.nodes.borrow().get(*handle).map(|node| &node.kind),
            Some(Kind::Element {
                is_integration_point: true,
                ..
            })
        )
    }

    fn parse_error(&self, _: Cow<'static, str>) {}
}

/// The name of a node; only elements have one.
#[derive(Debug)]
enum NameOf<'t> {
    Element(Ref<'t, QualName>),
    Nothing(&'t QualName),
}

impl ElemName for NameOf<'_> {
    fn ns(&self) -> &Namespace {
        match self {
            NameOf::Element(name) => &name.ns,
            NameOf::Nothing(name) => &name.ns,
        }
    }

    fn local_name(&self) -> &LocalName {
        match self {
            NameOf::Element(name) => &name.local,
            NameOf::Nothing(name) => &name.local,
        }
    }
}
