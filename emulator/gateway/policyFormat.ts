import type { Element, Node } from "@xmldom/xmldom";
import { childNodes, isElement, isText, readPolicyXml } from "./policyElement";

const lineBreak = "\r\n";

/**
 * The document as the service gives it back: two spaces for each level, CRLF, empty elements in one tag.
 * What stands around the root is dropped. Formatting twice changes nothing.
 * @param xml a document that `parsePolicy` took
 */
export function formatPolicy(xml: string): string {
    return format(readPolicyXml(xml), "").join(lineBreak);
}

function format(node: Node, indent: string): string[] {
    if (!isElement(node)) return [`${indent}${verbatim(node)}`];
    const start = `${indent}<${node.nodeName}${attributes(node)}`;
    const children = childNodes(node);
    if (children.length === 0 || (children.every(isBlank) && !isLeaf(children))) return [`${start} />`];
    // Text is data, to the last blank: it stays on the line of its element.
    if (children.some((child) => isText(child) && !isBlank(child)) || isLeaf(children)) {
        return [`${start}>${children.map(verbatim).join("")}</${node.nodeName}>`];
    }
    const inner = children.filter((child) => !isBlank(child)).flatMap((child) => format(child, `${indent}  `));
    return [`${start}>`, ...inner, `${indent}</${node.nodeName}>`];
}

/** CDATA that holds nothing but blanks is meant as data. */
function isLeaf(children: readonly Node[]): boolean {
    return children.some((child) => child.nodeType === child.CDATA_SECTION_NODE);
}

function isBlank(node: Node): boolean {
    return node.nodeType === node.TEXT_NODE && /^\s*$/.test(node.nodeValue ?? "");
}

function verbatim(node: Node): string {
    const text = node.nodeValue ?? "";
    if (isElement(node)) {
        const inner = childNodes(node).map(verbatim).join("");
        const start = `<${node.nodeName}${attributes(node)}`;
        return inner === "" ? `${start} />` : `${start}>${inner}</${node.nodeName}>`;
    }
    switch (node.nodeType) {
        case node.CDATA_SECTION_NODE:
            return `<![CDATA[${text}]]>`;
        case node.COMMENT_NODE:
            return `<!--${text}-->`;
        case node.PROCESSING_INSTRUCTION_NODE:
            return `<?${node.nodeName} ${text}?>`;
        default:
            return escapeText(text).replace(/\n/g, lineBreak);
    }
}

function attributes(element: Element): string {
    return [...element.attributes].map(({ name, value }) => ` ${name}="${escapeAttribute(value)}"`).join("");
}

function escapeText(text: string): string {
    return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\r/g, "&#xD;");
}

function escapeAttribute(text: string): string {
    return escapeText(text).replace(/"/g, "&quot;").replace(/\n/g, "&#xA;").replace(/\t/g, "&#x9;");
}
