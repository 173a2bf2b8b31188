import * as pulumi from "@pulumi/pulumi";
import { fitsPattern } from "../../databricks/patterns";
import { priceOf, type PricesSettings } from "../../settings/prices";
import { usesTokens } from "../api/tasks";

/** A model whose tokens may have a price. */
interface Model {
    readonly name: string;
    /** @default `name` */
    readonly apiId?: string;
    /** Its gateway answers in its place, and counts no tokens. */
    readonly mock: boolean;
}

/**
 * Warns once of prices that no model has, and of models with tokens that have none.
 *
 * @param specs by the identifiers of the APIs
 * @param owner whose warning it is
 */
export function warnOfPrices(
    prices: PricesSettings | undefined,
    models: readonly Model[],
    specs: readonly (readonly [string, { readonly task: pulumi.Output<string> }])[],
    owner: pulumi.Resource,
): void {
    if (!prices) return;
    const tasks = specs.map(([api, { task }]) => task.apply((task) => [api, task] as const));
    pulumi.all(tasks).apply(async (known) => {
        const taskOf = new Map(known);
        const counted = models.filter(({ name, apiId = name, mock }) => !mock && usesTokens(taskOf.get(apiId) ?? ""));
        const line = priceWarning(
            prices,
            models.map(({ name }) => name),
            counted.map(({ name }) => name),
        );
        if (line !== undefined) await pulumi.log.warn(line, owner);
    });
}

/**
 * @param models names of all models
 * @param counted names of those whose tokens are counted
 * @returns undefined where there is nothing to warn of
 */
export function priceWarning(
    prices: PricesSettings,
    models: readonly string[],
    counted: readonly string[],
): string | undefined {
    const unused = Object.keys(prices.perMillionTokens)
        .filter((pattern) => !models.some((model) => fitsPattern(pattern, model)))
        .sort();
    const free = [...new Set(counted.filter((model) => !priceOf(model, prices)))].sort();
    if (unused.length + free.length === 0) return undefined;
    return [
        "serving-gateway:prices.perMillionTokens:",
        ...(unused.length > 0
            ? [`No model of this stack fits ${unused.join(", ")}. Correct or remove the pattern.`]
            : []),
        ...(free.length > 0
            ? [`No price fits ${free.join(", ")}, whose tokens count as free of charge. Add their prices.`]
            : []),
    ].join(" ");
}
