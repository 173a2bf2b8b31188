import { CSharpError } from "./csharp/csharpError";
import type { Wanted } from "./csharp/compile";
import type { Value } from "./csharp/values";
import type { Exchange } from "./exchange";
import { compileExpression, isExpression } from "./expression";
import type { PolicyElement } from "./policyElement";
import { invalid, unsupported, type Position } from "./policyError";
import type { Lookups } from "./storeLookups";

/**
 * Puts named values where `{{name}}` stands, as text. Happens after the XML was read, so a value cannot become markup.
 *
 * It can become code: the service puts it into the C# of an expression as it is, where a quotation mark ends the text
 * it stands in. What happens then is anybody's guess, so such a value is refused there.
 */
export function resolved(element: PolicyElement, lookups: Lookups): PolicyElement {
    const value = (text: string, position: Position): string => {
        const inExpression = isExpression(text);
        return text.replace(/\{\{([^{}]*)\}\}/g, (_, name: string) => {
            const found = lookups.namedValue(name);
            if (found === undefined) throw invalid(element, `Cannot find a property '${name}'`);
            // A brace ends a text as well where the text is interpolated.
            const ends = /\$@?"/.test(text) ? /["\\{}\p{Cc}]/u : /["\\\p{Cc}]/u;
            if (inExpression && ends.test(found)) {
                const problem = `a named value with a quotation mark, a backslash or a control character in the expression`;
                throw unsupported(element, `${problem}${at(position)}`);
            }
            return found;
        });
    };
    const { attributePositions, textPosition } = element;
    return {
        ...element,
        attributes: new Map(
            [...element.attributes].map(([name, text]) => [name, value(text, attributePositions.get(name)!)]),
        ),
        text: value(element.text, textPosition),
        children: element.children.map((child) => resolved(child, lookups)),
    };
}

/** What an attribute says, at each call. @throws PolicyError for an expression that the emulator does not run */
export function attributeText(element: PolicyElement, name: string): (exchange: Exchange) => string {
    const source = element.attributes.get(name) ?? "";
    return textOf(element, source, source, element.attributePositions.get(name)!);
}

/** What an attribute that takes any type says, e.g. of set-variable. */
export function attributeValue(element: PolicyElement, name: string): (exchange: Exchange) => Value {
    const source = element.attributes.get(name) ?? "";
    return expression(element, source, element.attributePositions.get(name)!, "object") ?? (() => source);
}

/**
 * As `attributeText`, for a whole number; the rule of the attribute has looked at a literal one.
 *
 * @param least smallest one allowed; below, the call fails (record attribute-out-of-range)
 */
export function attributeNumber(
    element: PolicyElement,
    name: string,
    byDefault: number,
    { least = 0, most = Infinity } = {},
): (exchange: Exchange) => number {
    const source = element.attributes.get(name);
    if (source === undefined) return () => byDefault;
    const position = element.attributePositions.get(name)!;
    const found = expression(element, source, position, "int");
    if (!found) return () => Number(source);
    return (exchange) => {
        const value = found(exchange) as number;
        if (value < least || value > most) throw new Error(`${name} is out of range.`);
        return value;
    };
}

/** As `attributeText`, for a flag that can be an expression. */
export function attributeFlag(
    element: PolicyElement,
    name: string,
    byDefault: boolean,
): (exchange: Exchange) => boolean {
    const source = element.attributes.get(name);
    if (source === undefined) return () => byDefault;
    if (isExpression(source)) return attributeCondition(element, name);
    return () => source.toLowerCase() === "true";
}

/** As `attributeText`, for a condition. */
export function attributeCondition(element: PolicyElement, name: string): (exchange: Exchange) => boolean {
    const position = element.attributePositions.get(name)!;
    const found = expression(element, element.attributes.get(name) ?? "", position, "bool");
    if (!found) throw unsupported(element, `the condition${at(position)}`);
    return found as (exchange: Exchange) => boolean;
}

/**
 * What the text of an element says, at each call; blanks around an expression do not count.
 * @param literal what it says if it is no expression. @default the text, to the last blank
 */
export function elementText(element: PolicyElement, literal = element.text): (exchange: Exchange) => string {
    return textOf(element, element.text, literal, element.textPosition);
}

/** The service runs an expression only where it is the whole value; one inside of other text is left alone there. */
export function refuseExpression(element: PolicyElement, source: string, position: Position, allowed = false): void {
    if (!/@[({]/.test(source) || (allowed && isExpression(source))) return;
    throw unsupported(element, `the expression${at(position)}`);
}

function textOf(
    element: PolicyElement,
    source: string,
    literal: string,
    position: Position,
): (exchange: Exchange) => string {
    const found = expression(element, source, position, "string");
    if (!found) return () => literal;
    return (exchange) => {
        const value = found(exchange);
        if (typeof value !== "string") throw new Error("The text is null.");
        return value;
    };
}

/** Undefined for what is no expression. @throws PolicyError for one that is refused; its text may be a secret's value */
function expression(
    element: PolicyElement,
    source: string,
    position: Position,
    wanted: Wanted,
): ((exchange: Exchange) => Value) | undefined {
    if (!isExpression(source)) return undefined;
    try {
        return compileExpression(source, wanted);
    } catch (error) {
        if (!(error instanceof CSharpError)) throw error;
        const { message, offset } = error;
        const place = `the expression${at(position)}, character ${offset + 1}`;
        throw error.unsupported
            ? unsupported(element, `${message} in ${place}`)
            : invalid(element, `${message} See ${place}.`);
    }
}

function at({ line, column }: Position): string {
    return ` on line ${line}, column ${column}`;
}
