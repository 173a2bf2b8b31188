import { objectKinds } from "./fields";
import { lineOf, put, type MapNode, type Node } from "./node";
import type { FieldKind, ObjectName } from "./objectKind";
import { parseBoolean, parseDecimal, parseInteger, parseUri } from "./scalars";
import { specificValue } from "./values";
import { isWritten } from "./writing";

/** An object of the document as the reader would write it: known keys and extensions, without what says nothing. */
export type Value = Record<string, unknown>;

/** A `$ref` that the reader met: the kind of object that it must name, and the name. */
export interface Reference {
    readonly folder: string;
    readonly id: string;
}

/** What the reader makes of a document. With errors, nothing of it is imported. */
export interface Reading {
    readonly document: Value;
    /** `Message [Pointer]` each, in the order of the document. */
    readonly errors: string[];
    readonly references: Reference[];
}

/**
 * Reads a document by the maps of OpenAPI 3.0, whatever version it declares, as the service does.
 * Pointers of the reader leave out the index in a list: the service's own do.
 * @param now milliseconds since 1970, see `specificValue`
 * @throws FormatProblem where the service gives up.
 */
export function readOpenApi(root: MapNode, text: string, now: number): Reading {
    const reader = new Reader(text, now);
    const document = reader.object("Document", root);
    return { document, errors: reader.errors, references: reader.references };
}

/** OpenAPI.NET's `OpenApiError.ToString()`: the brackets are there even when nothing stands in them. */
export function errorText(message: string, pointer: string): string {
    return `${message} [${pointer}]`;
}

/** A JSON pointer as the service writes it. */
export function pointerTo(segments: readonly string[]): string {
    return `#/${segments.map((segment) => segment.replaceAll("~", "~0").replaceAll("/", "~1")).join("/")}`;
}

/** Ends the field in which it was met; the fields beside it are still read. */
class Problem extends Error {
    constructor(
        message: string,
        /** Absent: the place of the field that it ends. */
        readonly pointer?: string,
    ) {
        super(message);
    }
}

const parameterLocations = new Set(["query", "header", "path", "cookie"]);

class Reader {
    readonly errors: string[] = [];
    readonly references: Reference[] = [];
    private readonly location: string[] = [];

    constructor(
        private readonly text: string,
        private readonly now: number,
    ) {}

    object(name: ObjectName, node: Node): Value {
        const kind = objectKinds[name];
        if (node.kind !== "map") {
            // The one object that the service reads without looking.
            if (name === "Contact") return {};
            throw this.problem(`${kind.calledAs} must be a map/object`);
        }
        const reference = kind.referTo === undefined ? undefined : node.entries.get("$ref");
        // What stands beside a `$ref` is not even looked at.
        if (reference) return this.reference(reference);
        const value: Value = {};
        for (const [key, member] of node.entries) this.member(name, value, key, member);
        this.typeValues(name, value, node);
        for (const [key, member] of Object.entries(value)) {
            if (!isWritten(value, key, member, kind.fields[key])) delete value[key];
        }
        return value;
    }

    /** Examples, defaults and enums, once the schema beside them is read. */
    private typeValues(name: ObjectName, value: Value, { entries }: MapNode): void {
        const schema = (name === "Schema" ? value : value.schema) as Value | undefined;
        const typed = (node: Node): unknown => specificValue(node, schema, this.now);
        for (const [key, node] of entries) {
            if (!Object.hasOwn(value, key)) continue;
            const kind = objectKinds[name].fields[key];
            if (kind === "any") value[key] = typed(node);
            if (kind === "anyList" && node.kind === "list") value[key] = node.items.map(typed);
            if (typeof kind !== "object" || !("map" in kind) || kind.map !== "Example" || node.kind !== "map") continue;
            for (const [exampleName, example] of Object.entries(value[key] as Record<string, Value>)) {
                const inner = node.entries.get(exampleName);
                const exampleValue = inner?.kind === "map" ? inner.entries.get("value") : undefined;
                if (exampleValue && example.$ref === undefined) example.value = typed(exampleValue);
            }
        }
    }

    private member(name: ObjectName, into: Value, key: string, node: Node): void {
        const { fields, pattern, extensible = true } = objectKinds[name];
        const field: FieldKind | undefined = Object.hasOwn(fields, key)
            ? fields[key]
            : pattern?.matches(key)
              ? { one: pattern.object }
              : undefined;
        if (field === undefined) {
            if (extensible && key.startsWith("x-")) {
                // Where keys are names, nobody who goes through them expects an extension.
                if (pattern === undefined) put(into, key, specificValue(node, undefined, this.now));
                return;
            }
            this.errors.push(errorText(`${key} is not a valid property at ${pointerTo(this.location)}`, ""));
            return;
        }
        this.location.push(key);
        const depth = this.location.length;
        try {
            put(into, key, this.field(field, node));
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            this.location.length = depth;
            this.errors.push(errorText(error.message, error.pointer ?? pointerTo(this.location)));
        } finally {
            this.location.length = depth - 1;
        }
    }

    private field(kind: FieldKind, node: Node): unknown {
        if (typeof kind === "object") {
            if ("one" in kind) return this.object(kind.one, node);
            if ("list" in kind) return this.list(kind.list, node);
            return this.map(kind.map, node);
        }
        switch (kind) {
            case "text":
            case "expression":
                return this.scalar(node);
            case "boolean":
                return parseBoolean(this.scalar(node));
            case "integer":
                return parseInteger(this.scalar(node));
            case "decimal":
                return parseDecimal(this.scalar(node));
            case "uri":
                return parseUri(this.scalar(node), false);
            case "absoluteUri":
                return parseUri(this.scalar(node), true);
            case "any":
                return undefined;
            case "anyList":
                if (node.kind !== "list") throw this.problem("Cannot create a list from this type of node.");
                return undefined;
            case "texts":
                return this.texts(node);
            case "textMap":
            case "expressionMap":
                return this.textMap(node);
            case "location": {
                const location = this.scalar(node);
                // A place that is none of the four is read as if it were not there.
                return parameterLocations.has(location) ? location : undefined;
            }
            case "boolOrSchema":
                return node.kind === "scalar" ? parseBoolean(node.text) : this.object("Schema", node);
            case "securityRequirements":
                return this.securityRequirements(node);
        }
    }

    private list(name: ObjectName, node: Node): Value[] {
        if (node.kind !== "list") throw this.problem("Cannot create list from this type of node.");
        return node.items.map((item) => {
            if (item.kind !== "map") throw this.problem("Expected map.");
            return this.object(name, item);
        });
    }

    /** OpenAPI.NET drops an entry that is no object without a word, except where it crashes; here it is always refused. */
    private map(name: ObjectName, node: Node): Value {
        if (node.kind !== "map") throw this.problem("Cannot create map from this type of node.");
        const value: Value = {};
        for (const [key, member] of node.entries) {
            this.location.push(key);
            put(value, key, this.object(name, member));
            this.location.pop();
        }
        return value;
    }

    private texts(node: Node): string[] {
        if (node.kind !== "list") throw this.problem("Cannot create simple list from this type of node.");
        return node.items.map((item) => {
            if (item.kind === "scalar") return item.text;
            throw new Problem("Expected a value.", `#line=${lineOf(this.text, item.offset)}`);
        });
    }

    private textMap(node: Node): Value {
        if (node.kind !== "map") throw this.problem("Cannot create simple map from this type of node.");
        const value: Value = {};
        for (const [key, member] of node.entries) {
            this.location.push(key);
            if (member.kind !== "scalar") throw this.problem("Expected scalar while parsing String");
            put(value, key, member.text);
            this.location.pop();
        }
        return value;
    }

    private securityRequirements(node: Node): Value[] {
        if (node.kind !== "list") throw this.problem("Cannot create list from this type of node.");
        return node.items.map((item) => {
            if (item.kind !== "map") throw this.problem("Expected map.");
            const requirement: Value = {};
            for (const [scheme, scopes] of item.entries) {
                put(requirement, scheme, this.texts(scopes));
                this.references.push({ folder: "securitySchemes", id: scheme });
            }
            return requirement;
        });
    }

    private scalar(node: Node): string {
        if (node.kind !== "scalar") throw this.problem("Cannot create a scalar value from this type of node.");
        return node.text;
    }

    private reference(node: Node): Value {
        if (node.kind !== "scalar") throw new Problem(`Expected scalar at line ${lineOf(this.text, node.offset)}`);
        const reference = node.text;
        const [file, fragment, ...rest] = reference.split("#");
        if (file !== "" || fragment === undefined || rest.length > 0) {
            // Record external-reference.
            throw new Problem(`The reference string '${reference}' has invalid format.`);
        }
        const [root, components, folder, id, ...deeper] = fragment.split("/");
        if (root !== "" || components !== "components" || !folder || !id || deeper.length > 0) {
            throw new Problem(`The reference string '${fragment}' has invalid format.`);
        }
        this.references.push({ folder, id });
        return { $ref: reference };
    }

    private problem(message: string): Problem {
        return new Problem(message, pointerTo(this.location));
    }
}
