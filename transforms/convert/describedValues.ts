import { Conversion } from "./conversion";
import { isObject, JsonObject, withKeys } from "../jsonObject";
import { under } from "../pointer";
import { Reader } from "./readers";

/** A media type has `example` or `examples`, not both (OpenAPI 3.0.3, 4.7.14.1). */
export function oneKindOfExample(reader: Reader): Reader {
    return after(reader, (value, pointer, conversion) => {
        if (value.example === undefined || value.examples === undefined) return value;
        return without(value, ["example"], "3.0 has it or examples, not both.", pointer, conversion);
    });
}

/** A parameter or header has a schema or one media type, not both and not neither (OpenAPI 3.0.3, 4.7.12.1). */
export function oneDescription(reader: Reader): Reader {
    return after(oneKindOfExample(reader), (value, pointer, conversion) => {
        const types = isObject(value.content) ? Object.keys(value.content) : [];
        if (value.schema !== undefined || types.length === 0) {
            const single = without(value, ["content"], "3.0 has it or a schema, not both.", pointer, conversion);
            if (single.schema !== undefined) return single;
            conversion.note(under(pointer, "schema"), "schema", "added", "3.0 requires one. It accepts everything.");
            return withKeys(single, { schema: {} });
        }
        const beside = ["style", "explode", "allowReserved", "example", "examples"];
        const result = without(value, beside, "3.0 has none of it beside content.", pointer, conversion);
        if (types.length === 1) return result;
        const detail = `3.0 has one media type here; ${types[0]} stays.`;
        conversion.note(under(pointer, "content"), "content", "removed", detail);
        return { ...result, content: { [types[0]!]: (value.content as JsonObject)[types[0]!] } };
    });
}

function after(
    reader: Reader,
    mend: (value: JsonObject, pointer: string, conversion: Conversion) => JsonObject,
): Reader {
    return (value, pointer, conversion) => {
        const read = reader(value, pointer, conversion);
        return isObject(read) ? mend(read, pointer, conversion) : read;
    };
}

function without(
    value: JsonObject,
    keys: string[],
    reason: string,
    pointer: string,
    conversion: Conversion,
): JsonObject {
    const result = { ...value };
    for (const key of keys.filter((name) => value[name] !== undefined)) {
        conversion.note(under(pointer, key), key, "removed", reason);
        delete result[key];
    }
    return result;
}
