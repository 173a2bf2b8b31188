import type { OpenAPIV3 } from "openapi-types";
import { sortedKeys } from "../../canonical";
import { Change } from "../../change";
import { holds, isObject, JsonObject, setKey, withKeys } from "../../jsonObject";
import { under } from "../../pointer";
import { componentName } from "../schemas/componentName";
import { Kind, partsOf } from "./parts";

/**
 * The level at which the last objects and arrays may stand, the document itself being level 0. The importer refuses a
 * document in which something stands on level 64 (OpenAPI.NET 1.6.31); this leaves a level for what counts otherwise.
 */
export const deepestLevel = 61;

/** Schemas that reach too deep move from this level on. What is no schema has room below them. */
export const levelOfMove = 42;

/** Moves schemas that reach deeper than the importer reads to the components, and refers to them. */
export function withoutDeepSchemas(document: OpenAPIV3.Document, report: Change[]): OpenAPIV3.Document {
    const schemas: JsonObject = { ...document.components?.schemas };
    const move = new Move(schemas, report);
    const { components, ...rest } = move.object(document as unknown as JsonObject, "document", "#", 0);
    move.finish();
    if (!move.hasMoved) return document;
    return withKeys(rest, { components: withKeys((components ?? {}) as JsonObject, { schemas }) }) as never;
}

class Move {
    hasMoved = false;
    private readonly heights = new Map<object, number>();
    private readonly open: { name: string; schema: JsonObject; pointer: string }[] = [];

    constructor(
        private readonly schemas: JsonObject,
        private readonly report: Change[],
    ) {}

    /** Those that have moved, and all that was a component before, may reach too deep themselves. */
    finish(): void {
        for (const name of sortedKeys(this.schemas)) {
            const pointer = under("#/components/schemas", name);
            setKey(
                this.schemas,
                name,
                this.object(this.schemas[name] as JsonObject, "schema", pointer, componentLevel),
            );
        }
        for (let next = this.open.shift(); next !== undefined; next = this.open.shift()) {
            setKey(this.schemas, next.name, this.object(next.schema, "schema", next.pointer, componentLevel));
        }
    }

    object(value: JsonObject, kind: Kind, pointer: string, level: number): JsonObject {
        if (level + this.height(value) <= deepestLevel) return value;
        if (kind === "components") return value;
        if (kind === "schema" && level >= levelOfMove) return this.moved(value, pointer);
        let result: JsonObject | undefined;
        for (const [key, description] of partsOf[kind]) {
            const part = value[key];
            if (typeof description === "string" || typeof part !== "object" || part === null) continue;
            const { how, kind: inner } = description;
            const place = `${pointer}/${key}`;
            const inside = (child: unknown, name: string | number) =>
                isObject(child) ? this.object(child, inner, under(place, name), level + 2) : child;
            let changed: unknown;
            if (how === "one") changed = this.object(part as JsonObject, inner, place, level + 1);
            else if (Array.isArray(part)) changed = part.map(inside);
            else {
                const members: JsonObject = {};
                for (const name of sortedKeys(part)) setKey(members, name, inside((part as JsonObject)[name], name));
                changed = members;
            }
            result ??= { ...value };
            result[key] = changed;
        }
        return result ?? value;
    }

    private moved(schema: JsonObject, pointer: string): JsonObject {
        const name = componentName(pointer, (taken) => Object.hasOwn(this.schemas, taken));
        setKey(this.schemas, name, schema);
        this.hasMoved = true;
        this.open.push({ name, schema, pointer });
        const $ref = `#/components/schemas/${name}`;
        const detail = `The importer refuses what is nested deeper than 64 levels, so it stands at ${$ref}.`;
        this.report.push({ pointer, construct: "schema", effect: "rewritten", detail });
        return { $ref };
    }

    /** Levels of objects and arrays below a value. */
    private height(value: object): number {
        const known = this.heights.get(value);
        if (known !== undefined) return known;
        let height = 0;
        for (const child of Object.values(value)) {
            if (holds(child)) height = Math.max(height, this.height(child) + 1);
        }
        this.heights.set(value, height);
        return height;
    }
}

const componentLevel = 3;
