import { kinds, sourceOf } from "../../databricks/sources/sources";
import { costQueries, type PricedApi, type Spending } from "./costQueries";
import { anyOf, kql, type Kusto } from "./kusto";

/** Kusto queries over what API Management sends to Application Insights, and how the workbook lays them out. */

/** The calls of the stack's APIs. A row stands for `itemCount` calls, as some are left out of the sample. */
const calls = (service: string, apis: readonly string[]) => kql`requests
| where customDimensions["Service Type"] == "API Management" and customDimensions["Service ID"] =~ ${service}
| extend API = tostring(customDimensions["API Name"]), Product = tostring(customDimensions["Product Name"]), Subscription = tostring(customDimensions["Subscription Name"])
| where API in (${anyOf(apis)})`;

/** Metrics come summed up, several calls a row. */
const tokens = (apis: readonly string[]) => kql`customMetrics
| where name in ("Prompt Tokens", "Completion Tokens")
| extend API = tostring(customDimensions["API ID"]), Product = tostring(customDimensions["Product ID"]), Subscription = tostring(customDimensions["Subscription ID"])
| where API in (${anyOf(apis)})`;

/** Tells calls of models of any source from the calls that policies make, which are dependencies too since June 2026. */
const isCallOfModel = kinds
    .map((kind) => kql`data contains ${sourceOf(kind).inEveryUrl}`)
    .reduce((one, other) => kql`${one} or ${other}`);

/** The models behind the APIs. */
const models = (service: string, apis: readonly string[]) => kql`dependencies
| where customDimensions["Service ID"] =~ ${service}
| extend API = tostring(customDimensions["API Name"])
| where API in (${anyOf(apis)}) and (${isCallOfModel})`;

/** What a workbook is about. */
export interface ShownInWorkbook {
    readonly apis: readonly PricedApi[];
    /** Identifiers of APIs that models share. Their calls are counted there, and their tokens at the models' own APIs. @default none */
    readonly sharedApis?: readonly string[];
    /** Of the prices. @default there are none, and whoever looks at the workbook enters two */
    readonly currency?: string;
    /** Needs prices. @default none */
    readonly budgets?: readonly Spending[];
}

/**
 * The content of the workbook, `serializedData`. The same arguments give the same text.
 *
 * @param service name of the API Management service
 * @param source Azure resource id of the Application Insights resource
 */
export function workbookContent(
    service: string,
    { apis, sharedApis = [], currency, budgets }: ShownInWorkbook,
    source: string,
): object {
    const list = apis.map(({ api }) => api).sort();
    const called = [...list, ...sharedApis].sort();
    const query = (title: string, visualization: string, { text }: Kusto, durationMs?: number) => ({
        type: 3,
        content: {
            version: "KqlItem/1.0",
            query: text,
            size: 0,
            title,
            ...(durationMs === undefined ? { timeContextFromParameter: "TimeRange" } : { timeContext: { durationMs } }),
            queryType: 0,
            resourceType: "microsoft.insights/components",
            visualization,
        },
        name: title,
    });
    return {
        version: "Notebook/1.0",
        items: [
            {
                type: 9,
                content: {
                    version: "KqlParameterItem/1.0",
                    parameters: [
                        {
                            ...parameter("TimeRange", "Time range", 4),
                            value: { durationMs: 86_400_000 },
                            typeSettings: {
                                selectableValues: [3_600_000, 86_400_000, 604_800_000, 2_592_000_000].map(
                                    (durationMs) => ({ durationMs }),
                                ),
                                allowCustom: true,
                            },
                        },
                        ...(currency === undefined ? enteredPrices : []),
                    ],
                    style: "pills",
                    queryType: 0,
                    resourceType: "microsoft.insights/components",
                },
                name: "parameters",
            },
            query(
                "Who calls what, how often, how slow",
                "table",
                kql`${calls(service, called)}
| summarize Calls = sum(itemCount), Failed = sumif(itemCount, success == false), Throttled = sumif(itemCount, resultCode == "429"), MedianMs = percentilew(duration, itemCount, 50), P95Ms = percentilew(duration, itemCount, 95) by API, Product, Subscription
| order by Calls desc`,
            ),
            query(
                "Calls over time",
                "timechart",
                kql`${calls(service, called)}
| summarize Calls = sum(itemCount) by API, bin(timestamp, {TimeRange:grain})`,
            ),
            query(
                "Answers by status",
                "table",
                kql`${calls(service, called)}
| summarize Calls = sum(itemCount) by API, Status = resultCode
| order by API asc, Calls desc`,
            ),
            query(
                "How slow the endpoints are, without the gateway",
                "table",
                kql`${models(service, called)}
| summarize Calls = sum(itemCount), Failed = sumif(itemCount, success == false), MedianMs = percentilew(duration, itemCount, 50), P95Ms = percentilew(duration, itemCount, 95) by API, Endpoint = target
| order by P95Ms desc`,
            ),
            ...(currency === undefined
                ? [
                      query(
                          "Tokens and what they cost",
                          "table",
                          kql`${tokens(list)}
| summarize Prompt = sumif(valueSum, name == "Prompt Tokens"), Completion = sumif(valueSum, name == "Completion Tokens") by API, Product, Subscription
| extend Total = Prompt + Completion, Cost = Prompt / 1000.0 * todouble("{PromptPrice}") + Completion / 1000.0 * todouble("{CompletionPrice}")
| order by Cost desc, Total desc`,
                      ),
                  ]
                : costQueries(apis, currency, budgets).map(({ title, visualization, query: text, durationMs }) =>
                      query(title, visualization, text, durationMs),
                  )),
            query(
                "Tokens over time",
                "timechart",
                kql`${tokens(list)}
| summarize Tokens = sum(valueSum) by Product, bin(timestamp, {TimeRange:grain})`,
            ),
        ],
        fallbackResourceIds: [source],
        $schema: "https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json",
    };
}

const price = (name: string, label: string) => ({ ...parameter(name, label, 1), value: "0" });

const enteredPrices = [
    price("PromptPrice", "Price of 1,000 prompt tokens"),
    price("CompletionPrice", "Price of 1,000 completion tokens"),
];

function parameter(name: string, label: string, type: number) {
    // The id only has to be unique in the workbook.
    return { id: name, version: "KqlParameterItem/1.0", name, label, type, isRequired: true };
}
