import { ExactNumber, JsonNumber } from "../json/exactNumber";
import { holds, JsonObject, setKey } from "./jsonObject";

/** The value with other numbers for those that keep their digits. The same object where there are none. */
export function withExactNumbers(value: unknown, change: (number: ExactNumber) => JsonNumber): unknown {
    if (value instanceof ExactNumber) return change(value);
    if (!holds(value)) return value;
    if (Array.isArray(value)) {
        const items = value.map((item) => withExactNumbers(item, change));
        return items.some((item, index) => item !== value[index]) ? items : value;
    }
    let result: JsonObject | undefined;
    for (const [key, member] of Object.entries(value)) {
        const changed = withExactNumbers(member, change);
        if (changed === member) continue;
        result ??= { ...value };
        setKey(result, key, changed);
    }
    return result ?? value;
}
