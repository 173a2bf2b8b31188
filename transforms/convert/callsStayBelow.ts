import { quoted } from "../quoted";
import { isObject, type JsonObject } from "../jsonObject";
import { methods } from "../operations";
import { under } from "../pointer";
import { documentBase, References } from "../references";
import { UnimportableError } from "../unimportableError";

/**
 * Refuses a document whose paths or servers could lead a call elsewhere than below the endpoint's own URL, where the
 * gateway's credential must not go. A path is refused by how any server, proxy or URL parser on the way may read it, not
 * by what the specification says of it.
 *
 * @param document with an object as `paths`
 * @throws UnimportableError with the place of the first path, server or parameter of that kind
 */
export function callsStayBelow(document: JsonObject): void {
    const references = new References(document);
    checkServers(document, "#");
    for (const [path, item] of Object.entries(document.paths as JsonObject)) {
        if (path.startsWith("x-")) continue;
        const pointer = under("#/paths", path);
        const problem = pathProblem(path);
        if (problem) throw escape(pointer, `The path "${quoted(path)}" ${problem}.`, pathFix);
        checkItem(item, pointer, references);
    }
    const { parameters, pathItems } = isObject(document.components) ? document.components : {};
    // A reference leads to these from a path item, wherever it stands.
    for (const [name, item] of entriesOf(pathItems)) {
        checkItem(item, under("#/components/pathItems", name), references);
    }
    checkParameters(entriesOf(parameters), "#/components/parameters", references);
}

const allMethods: readonly string[] = [...methods, "trace"];

const pathFix = "Publish it under a path that names each segment as it is, e.g. /invocations.";
const serverFix = "Leave the server out, or name it by an absolute https URL, e.g. https://contoso.example/models.";

function checkItem(item: unknown, pointer: string, references: References): void {
    if (!isObject(item)) return;
    checkServers(item, pointer);
    checkParameters(entriesOf(item.parameters), under(pointer, "parameters"), references);
    for (const method of allMethods) {
        const operation = item[method];
        if (!isObject(operation)) continue;
        checkServers(operation, under(pointer, method));
        checkParameters(entriesOf(operation.parameters), under(under(pointer, method), "parameters"), references);
    }
}

function checkServers({ servers }: JsonObject, pointer: string): void {
    if (!Array.isArray(servers)) return;
    servers.forEach((server: unknown, index) => {
        if (!isObject(server) || typeof server.url !== "string") return;
        const problem = serverProblem(server.url);
        const place = under(under(under(pointer, "servers"), index), "url");
        if (problem) throw escape(place, `The server "${quoted(server.url)}" ${problem}.`, serverFix);
    });
}

/** Values that a document itself proposes for what stands in braces in a path. */
function checkParameters(
    parameters: readonly (readonly [string | number, unknown])[],
    pointer: string,
    references: References,
): void {
    for (const [key, parameter] of parameters) {
        if (!isObject(parameter) || parameter.in !== "path") continue;
        const place = under(pointer, key);
        const values = [parameter.example, ...entriesOf(parameter.examples).map(([, example]) => valueOf(example))];
        for (const value of [...values, ...valuesOf(parameter.schema, references)]) {
            if (typeof value !== "string" || !segmentsOf(value).some(isDots)) continue;
            const reason = `The path parameter "${quoted(String(parameter.name))}" may be "${quoted(value)}", a dot segment.`;
            throw escape(place, reason, "Leave this value out of the parameter.");
        }
    }
}

function valueOf(example: unknown): unknown {
    return isObject(example) ? example.value : undefined;
}

function valuesOf(schema: unknown, references: References): unknown[] {
    let at = schema;
    // A longer chain than this proposes nothing that anybody would find.
    for (let steps = 0; isObject(at) && typeof at.$ref === "string" && steps < 100; steps++) {
        at = references.resolve(at.$ref, documentBase)?.value;
    }
    if (!isObject(at)) return [];
    const lists = [at.enum, at.examples].flatMap((list: unknown) => (Array.isArray(list) ? (list as unknown[]) : []));
    return [at.const, at.default, at.example, ...lists];
}

/** What is wrong with a key of `paths`, in words that follow it; undefined where it stays below the endpoint. */
function pathProblem(path: string): string | undefined {
    if (onlyWords.test(path)) return undefined;
    const plain = plainly(path);
    if (/^[a-z][a-z0-9+.-]*:\/*/i.test(plain)) return "is an absolute URL";
    if (/^\/\//.test(plain)) return "begins with two slashes, which name a host";
    return segmentProblem(plain);
}

/** The same for the URL of a server. Relative ones lead below where the document was read. */
function serverProblem(url: string): string | undefined {
    if (plainServer.test(url)) return undefined;
    if (/[{}]/.test(url)) return "has variables, and a document does not choose where calls go";
    const plain = plainly(url);
    const [origin = "", scheme] = /^([a-z][a-z0-9+.-]*):\/\/[^/?#]*/i.exec(plain) ?? [];
    if (origin === "" && /^[a-z][a-z0-9+.-]*:/i.test(plain)) return "is no URL of a host";
    if (origin === `${scheme}://`) return "names no host";
    if (origin === "" && plain.startsWith("//")) return "is relative to a protocol";
    if (origin.includes("@")) return "has a user name in it";
    return segmentProblem(plain.slice(origin.length));
}

// Most are nothing but words between slashes, and a host before them.
const onlyWords = /^(?:\/[\w-]+)*\/?$/;
const plainServer = /^https:\/\/[\w.-]+(?:\/[\w-]+)*\/?$/;

function segmentProblem(plain: string): string | undefined {
    if (onlyWords.test(plain)) return undefined;
    // A query or a fragment is no part of the path.
    const segments = segmentsOf(plain.replace(/[?#].*$/s, ""));
    if (segments.some(isDots)) return "has a dot segment";
    // The first and the last one are empty where a path begins or ends with a slash.
    if (segments.slice(1, -1).includes("")) return "has an empty segment";
    if (segments.some(mayBecomeDots)) return "has a segment of nothing but placeholders and dots";
    if (/%[0-9a-f]?[{*]/i.test(plain)) return "has a placeholder within an escape";
    return undefined;
}

function segmentsOf(text: string): string[] {
    return plainly(text)
        .split("/")
        .map((segment) => segment.replace(/;.*$/s, "").trim());
}

function isDots(segment: string): boolean {
    return segment === "." || segment === "..";
}

/** E.g. `{a}{b}` or `.{a}`. A single placeholder is a whole segment, of which the gateway itself sees that it is none of these. */
function mayBecomeDots(segment: string): boolean {
    if (/^(\{[^{}]*\}|\*)?$/.test(segment)) return false;
    return /^\.*$/.test(segment.replace(/\{[^{}]*\}|\*/g, ""));
}

/**
 * A path with dots and slashes written as such: percent-encoded ones, however often; backslashes, which URL parsers take
 * for slashes; control characters, which they drop; look-alikes and overlong forms, which lenient decoders turn into them.
 */
function plainly(text: string): string {
    // Most texts have no character that any of this is about.
    if (/^[!-$&-[\]-~]*$/.test(text)) return text;
    let plain = text;
    for (let before = ""; before !== plain;) {
        before = plain;
        plain = plain
            .normalize("NFKC")
            .replace(/[\p{C}\u2028\u2029]/gu, "")
            .replace(/%(25|2e|2f|5c|3a|3b|0[0-9a-f]|1[0-9a-f]|7f)/gi, (_, code: string) =>
                String.fromCharCode(parseInt(code, 16)),
            )
            .replace(/%c0%ae/gi, ".")
            .replace(/%c0%af|%c1%9c/gi, "/")
            .replace(/\\/g, "/");
    }
    return plain.trim();
}

const none: readonly [string | number, unknown][] = [];

function entriesOf(value: unknown): readonly [string | number, unknown][] {
    if (value === undefined) return none;
    if (Array.isArray(value)) return value.map((item: unknown, index) => [index, item]);
    return isObject(value) ? Object.entries(value) : [];
}

function escape(pointer: string, reason: string, fix: string): UnimportableError {
    return new UnimportableError(pointer, reason, fix);
}
