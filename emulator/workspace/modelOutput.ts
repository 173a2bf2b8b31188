import { alternatives, asObject, Schema } from "./servedModels";

/** Arrays with one item for each row that was asked for. */
const PER_ROW: readonly string[] = ["predictions", "outputs", "data"];

/**
 * A value that fits a response schema, the same for the same call. Members that clients read have values that a real
 * model could answer with.
 *
 * @param model the served model, for the member `model`
 */
export function modelOutput(schema: Schema, rows: number, model: string): unknown {
    return value(schema, { key: "", index: 0, rows, model, siblings: {} });
}

interface Place {
    readonly key: string;
    readonly index: number;
    readonly rows: number;
    readonly model: string;
    /** The properties beside this one. */
    readonly siblings: Record<string, unknown>;
}

function value(given: Schema, place: Place): unknown {
    const schema = alternatives(given)[0] ?? {};
    if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[0];
    switch (schema.type) {
        case "string":
            return text(place);
        case "integer":
            return place.key === "created" ? 1_772_442_000 : place.index;
        case "number":
            return place.index + 0.5;
        case "boolean":
            return true;
        case "array": {
            const length = PER_ROW.includes(place.key) ? place.rows : 1;
            const items = asObject(schema.items);
            return Array.from({ length }, (_, index) => value(items, { ...place, index }));
        }
        case "null":
            return null;
    }
    if (schema.properties === undefined) return schema.type === "object" ? {} : null;
    const siblings = asObject(schema.properties);
    return Object.fromEntries(
        Object.entries(siblings).map(([key, member]) => [key, value(asObject(member), { ...place, key, siblings })]),
    );
}

function text({ key, index, model, siblings }: Place): string {
    switch (key) {
        case "role":
            return "assistant";
        case "finish_reason":
            return "stop";
        case "model":
            return model;
        case "id":
            return "emulated-1";
        case "object":
            if ("choices" in siblings) return "chat.completion";
            return "embedding" in siblings ? "embedding" : "list";
        default:
            return `emulated ${key || "answer"} ${index + 1}`;
    }
}
