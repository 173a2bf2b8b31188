import { parseApiName } from "../arm/resources/apiRevisions";
import type { Entity } from "../arm/kernel/store";
import type { Exchange } from "./exchange";
import { Jwt } from "./jwt";

/** A part of an expression that gives a text, or null. */
export interface Term {
    /** As it is written. Each text stands for any other. */
    readonly expression: string;
    /** @returns undefined for null. @throws Error where C# would, which fails the call */
    evaluate(exchange: Exchange, texts: readonly string[]): string | undefined;
}

/** Every term that texts are put together of. What stands for null-conditional access is a term of its own. */
export const expressionTerms: readonly Term[] = [
    ...members("Subscription", ({ subject }) => subject.subscription, { Id: nameOf, Name: displayNameOf }),
    ...members("Product", ({ subject }) => subject.product, { Id: nameOf, Name: displayNameOf }),
    ...members("Api", ({ subject }) => subject.api, { Id: apiIdOf, Name: displayNameOf }),
    ...members("Operation", ({ subject }) => subject.operation, { Id: nameOf, Name: displayNameOf }),
    ...members("User", ({ subject }) => userIdOf(subject.subscription), { Id: (id) => id }),
    { expression: "context.Request.IpAddress", evaluate: ({ ipAddress }) => ipAddress },
    { expression: "context.Request.Method", evaluate: ({ request }) => request.method },
    { expression: "context.RequestId.ToString()", evaluate: ({ id }) => id },
    { expression: "context.Deployment.GatewayId", evaluate: () => "managed" },
    {
        expression: 'context.Request.Headers.GetValueOrDefault("name", "")',
        evaluate: ({ request }, [name = "", byDefault]) => request.headers.joined(name) ?? byDefault,
    },
    {
        expression: 'context.Response.Headers.GetValueOrDefault("name", "")',
        evaluate: ({ answered, response }, [name = "", byDefault]) => {
            if (!answered) throw new Error("NullReferenceException: context.Response");
            return response.headers.joined(name) ?? byDefault;
        },
    },
    {
        expression: "JsonConvert.SerializeObject(context.LastError.Message)",
        evaluate: ({ lastError }) => {
            if (!lastError) throw new Error("NullReferenceException: context.LastError");
            return JSON.stringify(lastError.message);
        },
    },
    {
        expression: '(string)context.Variables["name"]',
        evaluate: (exchange, [name = ""]) => variableText(exchange, name),
    },
    {
        expression: '((Jwt)context.Variables["name"]).Claims.GetValueOrDefault("claim", "")',
        evaluate: (exchange, [name = "", claim = "", byDefault = ""]) => token(exchange, name).claim(claim, byDefault),
    },
    {
        expression: '((Jwt)context.Variables["name"]).Subject',
        evaluate: (exchange, [name = ""]) => token(exchange, name).subject,
    },
];

/** `context.Product.Id` throws where there is no product, `context.Product?.Id` gives null. */
function members<What>(
    name: string,
    find: (exchange: Exchange) => What | undefined,
    texts: Readonly<Record<string, (what: What) => string>>,
): Term[] {
    return Object.entries(texts).flatMap(([member, text]): Term[] => [
        {
            expression: `context.${name}.${member}`,
            evaluate: (exchange) => {
                const found = find(exchange);
                if (found === undefined) throw new Error(`NullReferenceException: context.${name}`);
                return text(found);
            },
        },
        {
            expression: `context.${name}?.${member}`,
            evaluate: (exchange) => {
                const found = find(exchange);
                return found === undefined ? undefined : text(found);
            },
        },
    ]);
}

function nameOf({ name }: Entity): string {
    return name;
}

/** Without the revision. */
export function apiIdOf({ name }: Entity): string {
    return parseApiName(name).api;
}

function displayNameOf({ name, properties }: Entity): string {
    return String(properties.displayName ?? name);
}

/** The owner of a subscription; one without an owner makes calls without a user. */
export function userIdOf(subscription: Entity | undefined): string | undefined {
    const owner = subscription?.properties.ownerId;
    return typeof owner === "string" ? owner.slice(owner.lastIndexOf("/") + 1) : undefined;
}

/** A variable that is missing is null. @throws Error where it is no text */
function variableText({ variables }: Exchange, name: string): string | undefined {
    const value = variables.get(name) ?? undefined;
    if (value !== undefined && typeof value !== "string") throw new Error("InvalidCastException: context.Variables");
    return value;
}

function token({ variables }: Exchange, name: string): Jwt {
    const value = variables.get(name);
    if (value === undefined || value === null) throw new Error("NullReferenceException: context.Variables");
    if (!(value instanceof Jwt)) throw new Error("InvalidCastException: context.Variables");
    return value;
}
