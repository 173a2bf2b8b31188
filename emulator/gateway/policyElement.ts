import { DOMParser, type Attr, type Element, type Node } from "@xmldom/xmldom";
import { mapExpressions } from "../arm/resources/policyFormat";
import { PolicyError, type Place, type Position } from "./policyError";

/** How a document is written: as well-formed XML throughout, or with the C# of its expressions as it is. */
export type PolicyFormat = "xml" | "rawxml";

/** An element of a policy document with its place. */
export interface PolicyElement extends Place {
    readonly attributes: ReadonlyMap<string, string>;
    /** Where the value of each attribute starts. */
    readonly attributePositions: ReadonlyMap<string, Position>;
    readonly children: readonly PolicyElement[];
    /** The text directly inside, CDATA included, comments left out. */
    readonly text: string;
    /** Where the text starts that is not blank. */
    readonly textPosition: Position;
}

/** Deeper than any policy document; only a hostile one gets here. */
const maxDepth = 100;

/**
 * What stands for the characters of C# that mean something in XML while a `rawxml` document is read: one character for
 * one, so that lines and columns stay those of the document. Unicode has set these apart for use inside of a program.
 */
const standIns = new Map([
    ["<", "\uFDD0"],
    [">", "\uFDD1"],
    ["&", "\uFDD2"],
    ['"', "\uFDD3"],
]);
const originals = new Map([...standIns].map(([original, standIn]) => [standIn, original]));

/**
 * Reads a policy document.
 * @throws PolicyError for text that is not well-formed. The words are the parser's: those of the service are .NET's.
 */
export function readPolicy(text: string, format: PolicyFormat): PolicyElement {
    if (format === "xml") return policyElement(readPolicyXml(text), (value) => value);
    if (/[\uFDD0-\uFDD3]/.test(text)) throw new PolicyError("The policy holds a noncharacter.", "representation");
    const masked = mapExpressions(text, (part) => part.replace(/[<>&"]/g, (character) => standIns.get(character)!));
    const unmask = (value: string): string =>
        value.replace(/[\uFDD0-\uFDD3]/g, (character) => originals.get(character)!);
    return policyElement(readPolicyXml(masked), unmask);
}

/** As `readPolicy`, for a document in format `xml`. */
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

function policyElement(element: Element, value: (text: string) => string, depth = 0): PolicyElement {
    if (depth > maxDepth) throw new PolicyError("The policy is nested too deeply.", "representation");
    const nodes = childNodes(element);
    const attributes = [...element.attributes];
    return {
        name: element.nodeName,
        ...afterMark(element),
        attributes: new Map(attributes.map((attribute) => [attribute.name, value(attribute.value)])),
        attributePositions: new Map(attributes.map((attribute) => [attribute.name, afterMark(attribute)])),
        children: nodes.filter(isElement).map((child) => policyElement(child, value, depth + 1)),
        text: value(
            nodes
                .filter(isText)
                .map(({ nodeValue }) => nodeValue ?? "")
                .join(""),
        ),
        textPosition: textPosition(nodes),
    };
}

/** The parser gives the place of the angle bracket, or of the quotation mark. */
function afterMark({ lineNumber, columnNumber }: Element | Attr): Position {
    return { line: lineNumber ?? 0, column: (columnNumber ?? 0) + 1 };
}

function textPosition(nodes: readonly Node[]): Position {
    const node = nodes.find((other) => isText(other) && (other.nodeValue ?? "").trim() !== "");
    if (!node) return { line: 0, column: 0 };
    const text = node.nodeValue ?? "";
    const lines = text.slice(0, text.length - text.trimStart().length).split("\n");
    const start = (node.columnNumber ?? 0) + (node.nodeType === node.CDATA_SECTION_NODE ? "<![CDATA[".length : 0);
    const last = lines.at(-1)!.length;
    return {
        line: (node.lineNumber ?? 0) + lines.length - 1,
        column: lines.length === 1 ? start + last : last + 1,
    };
}

/** Children as a list that stays while they change. */
export function childNodes(node: Node): Node[] {
    return [...node.childNodes];
}

/** Whether it is an element, and no text or comment. */
export function isElement(node: Node): node is Element {
    return node.nodeType === node.ELEMENT_NODE;
}

/** Character data, CDATA included. */
export function isText(node: Node): boolean {
    return node.nodeType === node.TEXT_NODE || node.nodeType === node.CDATA_SECTION_NODE;
}
