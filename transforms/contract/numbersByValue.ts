import { byValue, ExactNumber } from "../../json/exactNumber";
import { holds, JsonObject, setKey } from "../jsonObject";

/** The document with `2.0` as 2: how a number is written is no contract. The same object where none is written so. */
export function numbersByValue(value: unknown): unknown {
    if (value instanceof ExactNumber) return byValue(value);
    if (!holds(value)) return value;
    if (Array.isArray(value)) {
        const items = value.map(numbersByValue);
        return items.some((item, index) => item !== value[index]) ? items : value;
    }
    let result: JsonObject | undefined;
    for (const [key, member] of Object.entries(value)) {
        const number = numbersByValue(member);
        if (number === member) continue;
        result ??= { ...value };
        setKey(result, key, number);
    }
    return result ?? value;
}
