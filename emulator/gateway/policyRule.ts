import type { Step } from "./exchange";
import { isExpression } from "./expression";
import type { PolicyElement } from "./policyElement";
import { invalid, unsupported, type Place, type PolicyError } from "./policyError";
import { refuseExpression } from "./policyValue";
import type { Lookups } from "./storeLookups";

/** A section of a policy document. */
export type Section = "inbound" | "backend" | "outbound" | "on-error";
/** Whose policy document it is. The order is that of `base`, outermost first. */
export type Scope = "service" | "product" | "api" | "operation";

/** All sections, in the order in which they run. */
export const allSections: readonly Section[] = ["inbound", "backend", "outbound", "on-error"];
/** All scopes, outermost first. */
export const allScopes: readonly Scope[] = ["service", "product", "api", "operation"];

/** What an attribute may say. */
export interface AttributeRule {
    readonly required?: boolean;
    /** A text if absent; a list holds the only values allowed. */
    readonly type?: "boolean" | "integer" | "long" | readonly string[];
    /** Values that the service takes and the emulator does as well; all if absent, none if empty. */
    readonly supported?: readonly string[];
    /** Whether it may hold one of the expressions that the emulator runs. @default false */
    readonly expression?: boolean;
}

/** What may stand in an element. The service checks the same by its XML schema, hence .NET's texts. */
export interface ElementRule {
    readonly attributes?: Readonly<Record<string, AttributeRule>>;
    readonly children?: Readonly<Record<string, ElementRule>>;
    /** Whether it holds text, or one of the expressions that the emulator runs as well. @default false */
    readonly text?: boolean | "expression";
    /** Whether its children are policies, which have rules of their own. @default false */
    readonly policies?: boolean;
    /** The service takes it, the emulator does not. @default false */
    readonly unsupported?: boolean;
}

/** Where a policy stands, and what is known there. */
export interface Site {
    readonly section: Section;
    readonly scope: Scope;
    readonly lookups: Lookups;
    /** Validates policies inside of a policy, and makes them ready to run. */
    steps(parent: PolicyElement): Step[];
}

/** One policy: where it may stand, what it looks like, what it does. */
export interface PolicyDefinition {
    readonly name: string;
    readonly sections: readonly Section[];
    readonly scopes: readonly Scope[];
    readonly rule: ElementRule;
    /** May stand once in a section. @default false */
    readonly once?: boolean;
    /** Tiers that do not have it. @default none */
    readonly notInSkus?: readonly string[];
    /** @throws PolicyError for what no rule can say */
    compile(element: PolicyElement, site: Site): Step;
}

/** @throws PolicyError, which never holds a value: it may be that of a secret */
export function checkElement(element: PolicyElement, rule: ElementRule): void {
    if (rule.unsupported) throw unsupported(element, `the element '${element.name}'`);
    for (const [name, value] of element.attributes) {
        const attribute = Object.hasOwn(rule.attributes ?? {}, name) ? rule.attributes?.[name] : undefined;
        if (!attribute) throw invalid(element, `The '${name}' attribute is not declared.`);
        checkAttribute(element, name, value, attribute);
    }
    for (const [name, { required }] of Object.entries(rule.attributes ?? {})) {
        if (required && !element.attributes.has(name)) {
            throw invalid(element, `The required attribute '${name}' is missing.`);
        }
    }
    const expected = Object.keys(rule.children ?? {});
    if (!rule.text && element.text.trim() !== "") {
        throw invalid(element, `The element '${element.name}' cannot contain text.${possible(expected)}`);
    }
    if (rule.text) refuseExpression(element, element.text, element.textPosition, rule.text === "expression");
    if (rule.policies) return;
    for (const child of element.children) {
        const childRule = Object.hasOwn(rule.children ?? {}, child.name) ? rule.children?.[child.name] : undefined;
        if (!childRule) {
            const problem = `The element '${element.name}' has invalid child element '${child.name}'.${possible(expected)}`;
            throw invalid(child, problem);
        }
        checkElement(child, childRule);
    }
}

/** .NET's text for an element that lacks a child. */
export function incomplete(element: Place, expected: string): PolicyError {
    return invalid(element, `The element '${element.name}' has incomplete content.${possible([expected])}`);
}

function checkAttribute(element: PolicyElement, name: string, value: string, rule: AttributeRule): void {
    const { type, supported } = rule;
    refuseExpression(element, value, element.attributePositions.get(name)!, rule.expression);
    if (isExpression(value)) return;
    if (supported && !supported.includes(value)) {
        const values = supported.length === 0 ? "" : ` other than ${supported.map((text) => `'${text}'`).join(", ")}`;
        throw unsupported(element, `the attribute '${name}'${values}`);
    }
    const wrong = `The '${name}' attribute is invalid - The value is invalid according to its datatype`;
    if (type === "boolean" && !/^(?:true|false)$/i.test(value)) throw invalid(element, `${wrong} 'Boolean'.`);
    if (type === "integer" && !/^\d{1,9}$/.test(value)) throw invalid(element, `${wrong} 'Integer'.`);
    if (type === "long" && !/^\d{1,15}$/.test(value)) throw invalid(element, `${wrong} 'Long'.`);
    if (Array.isArray(type) && !type.includes(value)) {
        throw invalid(element, `${wrong} 'String' - The Enumeration constraint failed.`);
    }
}

function possible(names: readonly string[]): string {
    return names.length === 0
        ? ""
        : ` List of possible elements expected: ${names.map((name) => `'${name}'`).join(", ")}.`;
}
