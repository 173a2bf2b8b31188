import type { Element, Node } from "@xmldom/xmldom";
import { readFileSync } from "node:fs";
import { oncePolicies, type OwnScope, type OwnSection, policySections, scopeProblem } from "./policySections";

/** A policy fragment as a file of the program's folder has it. */
export interface PolicyFile {
    /** From the program's folder. @example "policies/company-headers.xml" */
    readonly path: string;
    /** The file, to the byte. */
    readonly text: string;
    /** Names of the policies in it, each once. */
    readonly policies: readonly string[];
    /** Display names of the named values in it, each once. */
    readonly namedValues: readonly string[];
}

/** Largest policy fragment in bytes (policy fragments page; its newest copy says 512 KB). */
const largest = 32 * 1024;

/** Elements that hold policies, and no members of their own policy. */
const containers: ReadonlySet<string> = new Set(["choose", "when", "otherwise", "retry", "wait", "limit-concurrency"]);

/** Elements that hold what is sent or answered, and no policies: XML as well. */
const contents: ReadonlySet<string> = new Set(["set-body", "xsl-transform"]);

/** Where a file is included. */
export interface FilePlace {
    readonly section: OwnSection;
    readonly scope: OwnScope;
}

/**
 * Reads a policy fragment. The service's own check follows when it is written: elements and attributes of each policy.
 *
 * @param path from the program's folder
 * @returns the file, or what is wrong with it, a line each that begins with file and line
 */
export function readPolicyFile(path: string, place: FilePlace): PolicyFile | readonly string[] {
    let bytes: Buffer;
    try {
        bytes = readFileSync(path);
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        const reason = code === "ENOENT" ? "does not exist" : `cannot be read (${code})`;
        return [`(${path}): the file ${reason}. Its path starts at the folder of Pulumi.yaml`];
    }
    return policyFile(path, bytes, place);
}

/** As `readPolicyFile`, of what was read. */
export function policyFile(path: string, bytes: Uint8Array, place: FilePlace): PolicyFile | readonly string[] {
    const at = (line: number, problem: string) => `(${path}, line ${Math.max(line, 1)}): ${problem}`;
    if (bytes.length > largest) {
        return [`(${path}): the file has ${bytes.length} bytes, and a policy fragment at most ${largest}. Split it`];
    }
    let text: string;
    try {
        text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
        return [`(${path}): the file is not encoded in UTF-8. Save it as UTF-8`];
    }
    if (text.startsWith("\uFEFF"))
        return [at(1, "the file begins with a byte order mark. Save it as UTF-8 without one")];
    const root = rootOf(text);
    if ("problem" in root) return [at(root.line, root.problem)];
    const problems = fragmentProblems(root, place).map(({ line, problem }) => at(line, problem));
    if (problems.length > 0) return problems;
    const namedValues = textsOf(root).flatMap((each) =>
        [...each.matchAll(/\{\{([A-Za-z0-9-._]{1,256})\}\}/g)].map(([, name]) => name!),
    );
    const policies = policiesIn(root).map(({ nodeName }) => nodeName);
    return { path, text, policies: [...new Set(policies)], namedValues: [...new Set(namedValues)] };
}

interface Problem {
    readonly line: number;
    readonly problem: string;
}

/** The root of well-formed XML. The parser lets some characters pass that XML does not have. */
function rootOf(text: string): Element | Problem {
    const strange = strangeCharacter(text);
    if (strange) return strange;
    // Loaded only where a stack has such files.
    const { DOMParser } = require("@xmldom/xmldom") as typeof import("@xmldom/xmldom");
    let said: string | undefined;
    try {
        const parser = new DOMParser({
            onError: (_level, message) => {
                said ??= message;
                throw new Error(message);
            },
        });
        const document = parser.parseFromString(text, "text/xml");
        if (document.doctype) return { line: 1, problem: "a document type is not allowed. Remove <!DOCTYPE ...>" };
        return document.documentElement!;
    } catch (error) {
        const { locator } = error as { locator?: { lineNumber?: number } };
        const reason = (said ?? (error as Error).message).replace(/\s+/g, " ").slice(0, 200);
        return {
            line: locator?.lineNumber ?? 1,
            problem: `the file is not well-formed XML (${reason}). Escape <, & and quotes in expressions: &lt;, &amp;, &quot;`,
        };
    }
}

function strangeCharacter(text: string): Problem | undefined {
    // Neither comments nor CDATA have references.
    const plain = text.replace(/<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>/g, (part) => part.replace(/[^\n]/g, " "));
    const lineOf = (index: number) => text.slice(0, index).split("\n").length;
    const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.exec(text);
    if (control) return { line: lineOf(control.index), problem: "XML has no control characters. Remove it" };
    const ampersand = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)/.exec(plain);
    if (ampersand) return { line: lineOf(ampersand.index), problem: "the file has a bare &. Write &amp;" };
    return undefined;
}

function fragmentProblems(root: Element, { section, scope }: FilePlace): Problem[] {
    const line = ({ lineNumber }: Node) => lineNumber ?? 1;
    if (root.nodeName !== "fragment") {
        return [
            { line: line(root), problem: `the root element is <${root.nodeName}>. Put the policies into <fragment>` },
        ];
    }
    const problems: Problem[] = [];
    for (const node of [...root.childNodes]) {
        const isText = node.nodeType === node.TEXT_NODE || node.nodeType === node.CDATA_SECTION_NODE;
        if (isText && /\S/.test(node.nodeValue ?? "")) {
            problems.push({ line: line(node), problem: "text stands between the policies. Remove it" });
        }
    }
    for (const element of descendants(root)) {
        const problem = forbidden[element.nodeName];
        if (problem) problems.push({ line: line(element), problem: `<${element.nodeName}> ${problem}` });
    }
    const policies = policiesIn(root);
    for (const policy of policies) {
        const problem = scopeProblem(policy.nodeName, scope) ?? misplaced(policy.nodeName, section);
        if (problem) problems.push({ line: line(policy), problem });
    }
    for (const name of oncePolicies) {
        if (most(root, name) < 2) continue;
        const last = policies.findLast(({ nodeName }) => nodeName === name)!;
        problems.push({ line: line(last), problem: `the policy ${name} may stand once in ${section}. Remove one` });
    }
    return problems.sort((one, other) => one.line - other.line);
}

const noSection = "cannot stand in a fragment, whose section is said in the settings. Put its policies into <fragment>";

/** Elements that no policy fragment may have (policy fragments page). */
const forbidden: Readonly<Record<string, string>> = {
    policies: noSection,
    inbound: noSection,
    backend: noSection,
    outbound: noSection,
    "on-error": noSection,
    base: "cannot stand in a fragment. Remove it",
    "include-fragment": "cannot stand in a fragment. Name that fragment in the setting policies instead",
};

function misplaced(policy: string, section: OwnSection): string | undefined {
    if (policy === "cors")
        return "the policy cors works only in the API's own policy. Use serving-gateway:cors instead";
    if (policy === "forward-request") return "the policy forward-request would call the endpoint once more. Remove it";
    const sections = policySections.get(policy);
    if (!sections || sections.includes(section)) return undefined;
    return `the policy ${policy} cannot stand in ${section}. It may stand in ${sections.join(", ")}`;
}

/** Policies of the fragment, also within others. */
function policiesIn(element: Element): Element[] {
    return elementsOf(element).flatMap((child) => [
        ...(child.nodeName === "when" || child.nodeName === "otherwise" ? [] : [child]),
        ...(containers.has(child.nodeName) ? policiesIn(child) : []),
    ]);
}

/** How often a policy runs at most: only one branch of a `choose` does. */
function most(element: Element, name: string): number {
    const counts = elementsOf(element).map((child) => {
        if (child.nodeName === name) return 1;
        const isBranch = child.nodeName === "when" || child.nodeName === "otherwise";
        return isBranch || containers.has(child.nodeName) ? most(child, name) : 0;
    });
    return element.nodeName === "choose" ? Math.max(0, ...counts) : counts.reduce((sum, count) => sum + count, 0);
}

/** Elements of a fragment that are not what a policy sends or answers. */
function descendants(element: Element): Element[] {
    return elementsOf(element).flatMap((child) => [child, ...(contents.has(child.nodeName) ? [] : descendants(child))]);
}

/** Where named values may stand: not in Liquid templates, which write members of the body in the same way. */
function textsOf(element: Element): string[] {
    if (element.getAttribute("template")?.toLowerCase() === "liquid") return [];
    return [
        ...[...element.attributes].map(({ value }) => value),
        ...[...element.childNodes].flatMap((node) =>
            node.nodeType === node.ELEMENT_NODE ? textsOf(node as Element) : [node.nodeValue ?? ""],
        ),
    ];
}

function elementsOf(element: Element): Element[] {
    return [...element.childNodes].filter((node): node is Element => node.nodeType === node.ELEMENT_NODE);
}
