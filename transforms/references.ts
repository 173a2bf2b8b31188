import { sortedKeys } from "./canonical";
import { isObject, JsonObject } from "./jsonObject";
import { keysOf, under } from "./pointer";

/** Where a reference leads. */
export interface Target {
    /** Pointer of the target from the document's root. */
    pointer: string;
    value: unknown;
    /** Base URI that surrounds the target; its own `$id` is not counted yet. */
    base: string;
}

/** Base URI of what stands in no schema with an `$id`. Never fetched; it only makes relative references comparable. */
export const documentBase = "https://document.invalid/";

/**
 * The references of one document: pointers, plain-name anchors and `$id`s (JSON Schema 2020-12, 8.2). Only what is
 * inside the document is found, because the importer reads no other file.
 */
export class References {
    private pointed: Map<string, Target | undefined> | undefined;
    private named?: { resources: Map<string, Target>; anchors: Map<string, Target>; dynamic: Map<string, Target[]> };

    constructor(private readonly document: JsonObject) {}

    /** What `reference` leads to from a place whose base URI is `base`; undefined when it is not in the document. */
    resolve(reference: string, base: string): Target | undefined {
        if (base === documentBase && (reference === "#" || reference.startsWith("#/"))) {
            this.pointed ??= new Map();
            if (!this.pointed.has(reference)) {
                const root = { pointer: "#", value: this.document, base };
                this.pointed.set(reference, this.walk(root, keysOf(reference.slice(1))));
            }
            return this.pointed.get(reference);
        }
        if (!URL.canParse(reference, base)) return undefined;
        const url = new URL(reference, base);
        const fragment = url.hash.slice(1);
        const resource = url.href.slice(0, url.href.length - url.hash.length).replace(/#$/, "");
        if (fragment !== "" && !fragment.startsWith("/")) return this.names().anchors.get(`${resource}#${fragment}`);
        const root =
            resource === documentBase
                ? { pointer: "#", value: this.document, base: documentBase }
                : this.names().resources.get(resource);
        return root && this.walk(root, keysOf(fragment));
    }

    /**
     * Every schema that a `$dynamicRef` may lead to. Which one depends on the path by which a validator came
     * (JSON Schema 2020-12, 8.2.3.2); where the name is no `$dynamicAnchor` it is a plain reference.
     */
    resolveDynamic(reference: string, base: string): Target[] {
        const target = this.resolve(reference, base);
        if (target === undefined) return [];
        const name = reference.slice(reference.indexOf("#") + 1);
        const dynamic = isObject(target.value) && target.value.$dynamicAnchor === name;
        return dynamic ? (this.names().dynamic.get(name) ?? [target]) : [target];
    }

    /** Base URI inside a schema: its own `$id` counts. */
    baseOf(schema: JsonObject, base: string): string {
        if (typeof schema.$id !== "string" || !URL.canParse(schema.$id, base)) return base;
        return new URL(schema.$id, base).href.replace(/#$/, "");
    }

    private walk(from: Target, keys: string[]): Target | undefined {
        let { pointer, value, base } = from;
        for (const key of keys) {
            if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
            if (isObject(value)) base = this.baseOf(value, base);
            value = (value as JsonObject)[key];
            pointer = under(pointer, key);
        }
        return { pointer, value, base };
    }

    private names() {
        this.named ??= { resources: new Map(), anchors: new Map(), dynamic: new Map() };
        if (this.named.resources.size === 0) this.collect(this.document, "#", documentBase);
        return this.named;
    }

    private collect(value: unknown, pointer: string, outerBase: string): void {
        if (Array.isArray(value)) {
            value.forEach((item, index) => this.collect(item, under(pointer, index), outerBase));
            return;
        }
        if (!isObject(value)) return;
        const { resources, anchors, dynamic } = this.named!;
        const base = this.baseOf(value, outerBase);
        const target = { pointer, value, base: outerBase };
        if (pointer === "#" || base !== outerBase) resources.set(base, target);
        for (const name of [value.$anchor, value.$dynamicAnchor]) {
            if (typeof name === "string") anchors.set(`${base}#${name}`, target);
        }
        if (typeof value.$dynamicAnchor === "string") {
            const namesakes = dynamic.get(value.$dynamicAnchor);
            if (namesakes) namesakes.push(target);
            else dynamic.set(value.$dynamicAnchor, [target]);
        }
        for (const key of sortedKeys(value)) {
            if (!values.has(key)) this.collect(value[key], under(pointer, key), base);
        }
    }
}

// What stands under these is data, so an `$id` there names nothing.
const values = new Set(["example", "examples", "default", "enum", "const", "value"]);
