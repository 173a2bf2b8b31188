import * as pulumi from "@pulumi/pulumi";

/** A policy document that cannot be: the message names the policy and what is wrong with it. */
export class PolicyError extends pulumi.RunError {}

/** A named value of the service, by its display name; it stands for its content. */
export class NamedValue {
    constructor(readonly name: string) {
        // API Management's rule for display names, 2024-05-01.
        if (!/^[A-Za-z0-9-._]{1,256}$/.test(name))
            throw new PolicyError("the display name of a named value is invalid");
    }

    toString(): string {
        return `{{${this.name}}}`;
    }
}

/** A variable of the policy's own making. */
export class Variable {
    constructor(readonly name: string) {
        if (!/^[a-z][a-z-]*$/.test(name)) throw new PolicyError(`"${name}" is not the name of a variable`);
    }

    toString(): string {
        return this.name;
    }
}

/** Words of the program's own, which say the same within a C# text and within a JSON string in it. */
export class Words {
    constructor(readonly text: string) {
        if (!/^[A-Za-z0-9 _.,:;'()-]*$/.test(text)) throw new PolicyError(`"${text}" cannot stand in an expression`);
    }

    toString(): string {
        return this.text;
    }
}

/** A C# expression that API Management evaluates. Only `expression` and `statements` make one. */
export class Expression {
    /** @internal */
    constructor(readonly text: string) {}

    toString(): string {
        return this.text;
    }
}

/** A part of an expression that is no code of its own, but for another expression. */
type Part = NamedValue | Variable | Words | Expression | number;

/** What stands in an attribute or an element: data as it is, named values between data, or one expression. */
export type PolicyText = string | NamedValue | Expression | readonly (string | NamedValue)[];

/**
 * A policy expression, as a template: its words are the program's own, and only whole numbers and names that were
 * checked can be put into it. Other data cannot: there is no way to write a C# text that holds for any content.
 */
export function expression(code: TemplateStringsArray, ...parts: readonly Part[]): Expression {
    return new Expression(`@(${String.raw(code, ...parts.map(part))})`);
}

/** As `expression`, with statements of which one returns the value. */
export function statements(code: TemplateStringsArray, ...parts: readonly Part[]): Expression {
    return new Expression(`@{ ${String.raw(code, ...parts.map(part))} }`);
}

/** `first` where the condition holds, else `second`; none of them has statements. */
export function either(condition: Expression, first: Expression, second: Expression): Expression {
    return expression`${condition} ? ${first} : ${second}`;
}

function part(part: Part): string {
    if (part instanceof Expression) return inner(part);
    if (typeof part === "number" && !Number.isSafeInteger(part)) throw new PolicyError(`${part} is not a whole number`);
    return String(part);
}

/** The code of an expression without statements. */
function inner({ text }: Expression): string {
    const [, code] = /^@\(([^]*)\)$/.exec(text) ?? [];
    if (code === undefined) throw new PolicyError("statements cannot be part of an expression");
    return code;
}

/**
 * The text as it stands in the document, before XML's own escapes.
 *
 * @param place names the attribute or element in a refusal
 * @throws PolicyError for data that API Management would read as an expression or as a named value, or that does not
 * come through XML as it is
 */
export function renderText(text: PolicyText, place: string): string {
    if (text instanceof Expression) return text.text;
    const parts: readonly (string | NamedValue)[] = text instanceof NamedValue || isText(text) ? [text] : text;
    const whole = parts.join("");
    // What is left without the named values is data; beside their braces it must not make something else of them.
    const data = parts.map((part) => (isText(part) ? part : " ")).join("");
    if (/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.test(data)) {
        throw new PolicyError(`the text of ${place} contains a control character or half of a surrogate pair`);
    }
    if (/\{\{|\}\}/.test(data) || /@[({]|\{\{\{|\}\}\}/.test(whole)) {
        throw new PolicyError(
            `the text of ${place} contains @( or @{ or {{ or }}, which API Management reads as policy code`,
        );
    }
    return whole;
}

function isText(part: PolicyText): part is string {
    return typeof part === "string";
}
