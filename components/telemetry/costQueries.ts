import type { Budget } from "../../settings/budgets";
import type { Price } from "../../settings/prices";
import { anyOf, kql, type Kusto } from "./kusto";

/** An API whose tokens are counted. */
export interface PricedApi {
    /** Its identifier in the service. */
    readonly api: string;
    /** The endpoint or the model service behind it. */
    readonly model: string;
    /** @default its tokens cost nothing */
    readonly price?: Price;
}

/**
 * The cost of the stack's tokens, a row for each metric with Product, Caller, Model, Cost and AtLeast. Metrics do not tell
 * which tokens of prompts come from a cache: `Cost` is what they cost if none does, `AtLeast` if all do.
 */
export function costs(apis: readonly PricedApi[]): Kusto {
    const sorted = [...apis].sort((one, other) => (one.api < other.api ? -1 : 1));
    const rows = sorted.map(({ api, model, price }) => {
        const { input, output, cachedInput = input } = price ?? {};
        return kql`${api}, ${model}, ${input}, ${cachedInput}, ${output}`;
    });
    return kql`customMetrics
| where name in ("Prompt Tokens", "Completion Tokens")
| extend API = tostring(customDimensions["API ID"]), Product = tostring(customDimensions["Product ID"]), Caller = tostring(customDimensions["Subscription ID"])
| where API in (${anyOf(sorted.map(({ api }) => api))})
| lookup kind=leftouter (datatable(API: string, Model: string, InputPrice: real, CachedPrice: real, OutputPrice: real) [${rows}]) on API
| extend IsPrompt = name == "Prompt Tokens"
| extend Cost = valueSum / 1e6 * iff(IsPrompt, InputPrice, OutputPrice), AtLeast = valueSum / 1e6 * iff(IsPrompt, CachedPrice, OutputPrice)`;
}

/** A query of the workbook. */
export interface CostQuery {
    readonly title: string;
    readonly visualization: "table" | "barchart";
    readonly query: Kusto;
    /** How far back it looks, in milliseconds. @default the time range that whoever looks at the workbook chooses */
    readonly durationMs?: number;
}

/** What alerts and the workbook know of a budget. */
export type Spending = Pick<Budget, "name" | "amount" | "per" | "only">;

/** What was spent, a row for each product or caller or one for the stack. @param since where the time range is no bound */
function spent(apis: readonly PricedApi[], { per, only }: Spending, since = kql``): Kusto {
    const all = kql`${costs(apis)}${since}`;
    if (per === "stack")
        return kql`${all}
| summarize Cost = sum(Cost)`;
    const column = per === "product" ? kql`Product` : kql`Caller`;
    const chosen = only
        ? kql`
| where ${column} in (${[...only].sort()})`
        : kql``;
    return kql`${all}${chosen}
| summarize Cost = sum(Cost) by ${column}`;
}

/** How many percent of the amount the month costs at the pace of the last day, in the column `Share`. */
export function pace(apis: readonly PricedApi[], budget: Spending): Kusto {
    return kql`${spent(apis, budget)}
| extend Share = 100.0 * Cost * dayofmonth(endofmonth(now())) / ${budget.amount}`;
}

/** What the month costs so far, and at the pace that it has. The month is that of UTC. */
function monthToDate(apis: readonly PricedApi[], budget: Spending): Kusto {
    const thisMonth = kql`
| where timestamp >= startofmonth(now())`;
    return kql`${spent(apis, budget, thisMonth)}
| extend Amount = ${budget.amount}
| extend Percent = round(100.0 * Cost / Amount, 1), AtThisPace = Cost * dayofmonth(endofmonth(now())) / ((now() - startofmonth(now())) / 1d)
| order by Percent desc`;
}

/** What the workbook shows of cost. Days are those of UTC. */
export function costQueries(
    apis: readonly PricedApi[],
    currency: string,
    budgets: readonly Spending[] = [],
): CostQuery[] {
    const byDay = (of: "Product" | "Model"): CostQuery => ({
        title: `Cost by day and ${of.toLowerCase()}, in ${currency}`,
        visualization: "barchart",
        query: of === "Product" ? kql`${costs(apis)}${eachDay}, Product` : kql`${costs(apis)}${eachDay}, Model`,
    });
    return [
        ...budgets.map((budget) => ({
            title: `Budget ${budget.name}: the month so far${each[budget.per]}, in ${currency}`,
            visualization: "table" as const,
            query: monthToDate(apis, budget),
            durationMs: 31 * 86_400_000,
        })),
        byDay("Product"),
        byDay("Model"),
        {
            title: `Cost by product, caller, model and day, in ${currency}`,
            visualization: "table",
            query: kql`${costs(apis)}
| summarize Cost = sum(Cost), AtLeast = sum(AtLeast), InputTokens = sumif(valueSum, IsPrompt), OutputTokens = sumif(valueSum, not(IsPrompt)) by Day = bin(timestamp, 1d), Product, Caller, Model
| order by Day desc, Cost desc`,
        },
    ];
}

const each = { stack: "", product: " for each product", caller: " for each caller" };

const eachDay = kql`
| summarize Cost = sum(Cost) by bin(timestamp, 1d)`;
