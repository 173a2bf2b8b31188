import { isAlias, isMap, isScalar, isSeq, Lexer, parseDocument, type Document, type YAMLError } from "yaml";
import { duplicateKey, scanJson, tooDeep } from "./jsonScanner";
import { maxDepth, position, SyntaxProblem, type MapNode, type Node } from "./node";

/** Aliases (`*name`) may stand for this many nodes in all: a few lines of YAML could otherwise stand for billions. */
const maxAliasNodes = 100_000;

/**
 * The document's nodes. The service reads everything as YAML, which JSON is; here what starts like JSON must be JSON,
 * which is read many times faster.
 * @throws SyntaxProblem with SharpYaml's shape of message: two positions and what is wrong there.
 */
export function readDocument(text: string): Node {
    return /^\s*[{[]/.test(text) ? scanJson(text) : readYaml(text);
}

function readYaml(text: string): Node {
    refuseDeepNesting(text);
    let document: Document.Parsed;
    try {
        document = parseDocument(text, { prettyErrors: false, strict: true });
    } catch (error) {
        // The library recurses: nesting by indentation can exhaust the stack.
        if (error instanceof RangeError) throw new SyntaxProblem(tooDeep);
        throw error;
    }
    const failure = document.errors[0];
    if (failure) throw new SyntaxProblem(syntaxMessage(text, failure));
    return new Conversion(text, document).node(document.contents, 0, false);
}

/** The library must not even see deep brackets or runs of dashes: its memory would end before its stack. */
function refuseDeepNesting(text: string): void {
    let brackets = 0;
    let run = 0;
    for (const token of new Lexer().lex(text)) {
        if (token === "[" || token === "{") brackets++;
        else if (token === "]" || token === "}") brackets--;
        if (token === "-" || token === "?" || token === ":") run++;
        else if (token.trim() !== "" || token.includes("\n")) run = 0;
        if (brackets > maxDepth || run > maxDepth) throw new SyntaxProblem(tooDeep);
    }
}

/** Positions as SharpYaml prints them. Its words are known for one mistake only; the others are the library's. */
function syntaxMessage(text: string, failure: YAMLError): string {
    const [start, end] = failure.pos;
    if (/call stack/.test(failure.message)) return tooDeep;
    if (failure.code === "DUPLICATE_KEY") return duplicateKey(text, start, end);
    const place = `(${position(text, start)})`;
    const mapping = failure.code === "BLOCK_AS_IMPLICIT_KEY" || failure.code === "BLOCK_IN_FLOW";
    const words = mapping ? "Mapping values are not allowed in this context." : failure.message;
    return `${place} - ${place}: ${words}`;
}

/** From the library's nodes to ours, following aliases within bounds. */
class Conversion {
    private aliasNodes = 0;

    constructor(
        private readonly text: string,
        private readonly document: Document.Parsed,
    ) {}

    node(source: unknown, depth: number, inAlias: boolean): Node {
        const offset = offsetOf(source);
        if (depth >= maxDepth) throw new SyntaxProblem(tooDeep);
        if (inAlias && ++this.aliasNodes > maxAliasNodes) {
            throw new SyntaxProblem(`Aliases stand for more than ${maxAliasNodes} nodes.`);
        }
        if (isAlias(source)) {
            const target = source.resolve(this.document);
            if (!target) throw new SyntaxProblem(`Unresolved alias '${source.source}'.`);
            return this.node(target, depth + 1, true);
        }
        if (isSeq(source)) {
            return { kind: "list", items: source.items.map((item) => this.node(item, depth + 1, inAlias)), offset };
        }
        if (isMap(source)) {
            const map: MapNode = { kind: "map", entries: new Map(), offset };
            for (const { key, value } of source.items) {
                map.entries.set(this.key(key), this.node(value, depth + 1, inAlias));
            }
            return map;
        }
        if (isScalar(source)) return scalar(source.source, source.value, source.type !== "PLAIN", offset);
        return scalar("", null, false, offset);
    }

    private key(key: unknown): string {
        const node = this.node(key, 0, false);
        if (node.kind === "scalar") return node.text;
        throw new SyntaxProblem(`(${position(this.text, node.offset)}): Expected scalar as a key.`);
    }
}

function scalar(source: string | undefined, value: unknown, quoted: boolean, offset: number): Node {
    const plain = typeof value === "bigint" ? Number(value) : value;
    const known = typeof plain === "number" || typeof plain === "boolean" || plain === null;
    const text = source ?? String(plain ?? "");
    return { kind: "scalar", text, value: known ? plain : text, quoted, offset };
}

function offsetOf(source: unknown): number {
    const range = (source as { range?: [number, number, number] | null } | null)?.range;
    return range?.[0] ?? 0;
}
