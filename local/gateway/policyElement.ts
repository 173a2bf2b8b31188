import { DOMParser, type Element, type Node } from "@xmldom/xmldom";
import { PolicyError, type Place } from "./policyError";

/** An element of a policy document with its place. */
export interface PolicyElement extends Place {
    readonly attributes: ReadonlyMap<string, string>;
    readonly children: readonly PolicyElement[];
    /** The text directly inside, CDATA included, comments left out. */
    readonly text: string;
}

/** Deeper than any policy document; only a hostile one gets here. */
const maxDepth = 100;

/**
 * Reads a policy document, which is XML.
 * @throws PolicyError for text that is not well-formed. The words are the parser's: those of the service are .NET's.
 */
export function readPolicyXml(xml: string): Element {
    try {
        const parser = new DOMParser({
            onError: (_level, message) => {
                throw new Error(message);
            },
        });
        const document = parser.parseFromString(xml, "text/xml");
        const root = document.documentElement;
        if (root && !document.doctype) return root;
    } catch (error) {
        throw new PolicyError(`The policy is not well-formed XML: ${(error as Error).message}`, "representation");
    }
    throw new PolicyError("The policy is not well-formed XML: a document type is not allowed.", "representation");
}

export function policyElement(element: Element, depth = 0): PolicyElement {
    const place = { name: element.nodeName, line: element.lineNumber ?? 0, column: (element.columnNumber ?? 0) + 1 };
    if (depth > maxDepth) throw new PolicyError("The policy is nested too deeply.", "representation");
    const nodes = childNodes(element);
    return {
        ...place,
        attributes: new Map([...element.attributes].map(({ name, value }) => [name, value])),
        children: nodes.filter(isElement).map((child) => policyElement(child, depth + 1)),
        text: nodes
            .filter(isText)
            .map(({ nodeValue }) => nodeValue ?? "")
            .join(""),
    };
}

export function childNodes(node: Node): Node[] {
    return [...node.childNodes];
}

export function isElement(node: Node): node is Element {
    return node.nodeType === node.ELEMENT_NODE;
}

/** Character data, CDATA included. */
export function isText(node: Node): boolean {
    return node.nodeType === node.TEXT_NODE || node.nodeType === node.CDATA_SECTION_NODE;
}
