import { isObject, JsonObject, setKey } from "../jsonObject";
import { keysOf, under } from "../pointer";

/** The value with its references into paths that moved, by their old names, leading to the new ones. */
export function movedReferences(value: unknown, moves: ReadonlyMap<string, string>): unknown {
    if (moves.size === 0 || typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((item) => movedReferences(item, moves));
    const result: JsonObject = {};
    for (const [key, child] of Object.entries(value)) {
        const reference = key === "$ref" && typeof child === "string";
        setKey(result, key, reference ? moved(child, moves) : movedReferences(child, moves));
    }
    return isObject(value) ? result : value;
}

function moved(reference: string, moves: ReadonlyMap<string, string>): string {
    const [root, paths, path, ...rest] = reference.split("/");
    if (root !== "#" || paths !== "paths" || path === undefined) return reference;
    let target = moves.get(keysOf(`#/${path}`)[0]!);
    if (target === undefined) return reference;
    // A path may move twice: below the endpoint's URL, and then to the stable path.
    target = moves.get(target) ?? target;
    return [under("#/paths", target), ...rest].join("/");
}
