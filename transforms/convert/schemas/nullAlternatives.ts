import { withKeys } from "../../jsonObject";
import { describes, orNull } from "./anyOf";
import { keywords } from "./keywords";
import { Pass, Schema } from "./schema";

/**
 * `nullable` beside a choice or a reference has no effect in 3.0.3, which knows it beside a type only (4.7.24.1), and some
 * validators refuse to read it there. Null then fits one of the alternatives.
 */
export const nullAlternatives: Pass = (schema, at) => {
    if (schema.nullable !== true || schema.type !== undefined) return schema;
    // What 3.0 does not know goes before it could move into an alternative.
    const { nullable: _, ...rest } = keywords(schema, at);
    const deciding = Object.keys(rest).filter((keyword) => !describes(keyword));
    // A list has null among its values by now.
    if (deciding.length === 0 || deciding.join() === "enum") {
        at.removed("nullable", "Null fits without it.");
        return rest;
    }
    at.rewritten("nullable", "3.0 knows it beside a type only, so one of the alternatives takes null.");
    const [keyword] = deciding.length === 1 ? deciding : [];
    if (keyword === "anyOf") {
        const { anyOf: branches, ...outer } = rest;
        return choiceOf(withNull(branches!) ?? [...branches!, onlyNull], outer);
    }
    // Null must fit one alternative and no other.
    const told = keyword === "oneOf" && rest.oneOf!.every(({ type }) => type !== undefined);
    const choice = told ? withNull(rest.oneOf!) : undefined;
    if (choice !== undefined) return withKeys(rest, { oneOf: choice });
    const outer: Schema = {};
    const inner: Schema = {};
    for (const name of Object.keys(rest)) (deciding.includes(name) ? inner : outer)[name] = rest[name];
    const alternatives = Object.keys(inner).join() === "allOf" && inner.allOf!.length === 1 ? inner.allOf![0]! : inner;
    return choiceOf([alternatives, onlyNull], outer);
};

/** One schema with `nullable` where that says it, else the choice. */
function choiceOf(branches: Schema[], outer: Schema): Schema {
    return orNull(branches, outer) ?? withKeys(outer, { anyOf: branches });
}

/** The alternatives, of which one takes null; undefined where none can. */
function withNull(branches: readonly Schema[]): Schema[] | undefined {
    if (branches.some((branch) => branch.type !== undefined && branch.nullable === true)) return [...branches];
    const index = branches.findIndex(
        (branch) => branch.type !== undefined && !forbidding.some((keyword) => keyword in branch),
    );
    return index < 0 ? undefined : branches.with(index, withKeys(branches[index]!, { nullable: true }));
}

/** Keywords that would forbid null beside `nullable`. */
const forbidding = ["allOf", "anyOf", "oneOf", "not", "enum"];

const onlyNull: Schema = { type: "string", nullable: true, enum: [null] };
