/**
 * Kusto's language service, in a process of its own because it changes globals: reads a JSON list of queries on stdin, and
 * writes what it finds wrong with each, and the columns that each has as its result.
 */
require("@kusto/language-service-next/bridge.min.js");
require("@kusto/language-service-next/Kusto.Language.Bridge.min.js");

const { GlobalState, KustoCode, Symbols } = globalThis.Kusto.Language;

const everyRow =
    "timestamp: datetime, itemType: string, itemId: string, customDimensions: dynamic, operation_Name: string, " +
    "operation_Id: string, operation_ParentId: string, user_Id: string, client_IP: string, cloud_RoleName: string, " +
    "appId: string, appName: string, iKey: string, sdkVersion: string";

/** Columns of Application Insights ("Workspace-based Application Insights resources: table structure", Azure Monitor). */
const tables = {
    requests:
        "id: string, source: string, name: string, url: string, success: string, resultCode: string, duration: real, " +
        "performanceBucket: string, customMeasurements: dynamic, itemCount: int",
    dependencies:
        "id: string, target: string, type: string, name: string, data: string, success: string, resultCode: string, " +
        "duration: real, performanceBucket: string, customMeasurements: dynamic, itemCount: int",
    customMetrics:
        "name: string, value: real, valueCount: int, valueSum: real, valueMin: real, valueMax: real, valueStdDev: real",
};

const symbols = Object.entries(tables).map(([name, columns]) =>
    Symbols.TableSymbol.From(`(${columns}, ${everyRow})`).WithName(name),
);
const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor("insights", symbols));

const listOf = (list) => Array.from({ length: list.Count }, (_, index) => list.getItem(index));

const queries = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const answers = queries.map((query) => {
    const code = KustoCode.ParseAndAnalyze(query, globals);
    const columns = code.ResultType?.Columns ? listOf(code.ResultType.Columns).map(({ Name }) => Name) : [];
    return { problems: listOf(code.GetDiagnostics()).map(({ Message }) => Message), columns };
});
process.stdout.write(JSON.stringify(answers));
