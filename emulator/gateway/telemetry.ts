/** What every item says about the call that it belongs to: `customDimensions` of Application Insights. */
export type Dimensions = Readonly<Record<string, string>>;

/** A row of `requests`: one call of a caller. */
export interface RequestTelemetry {
    /** ARM id of the logger that it is for. */
    readonly loggerId: string;
    /** ISO 8601. */
    readonly timestamp: string;
    readonly id: string;
    readonly operation_Id: string;
    readonly operation_ParentId: string | undefined;
    /** E.g. `churn;rev=1 - predict`. */
    readonly operation_Name: string;
    /** Method and path, e.g. `POST /models/churn/invocations`. */
    readonly name: string;
    /** With its query: a subscription key in it is there to be read, unless the diagnostic masks it. */
    readonly url: string;
    readonly resultCode: string;
    /** Milliseconds. */
    duration: number;
    success: boolean;
    /** Absent unless the diagnostic logs it; Application Insights shows 0.0.0.0 then. */
    readonly client_IP: string | undefined;
    readonly customDimensions: Dimensions;
}

/** A row of `dependencies`: one call of a backend, or one that a policy made for itself. */
export interface DependencyTelemetry {
    readonly loggerId: string;
    readonly timestamp: string;
    readonly id: string;
    readonly operation_Id: string;
    /** Id of the request. */
    readonly operation_ParentId: string;
    readonly name: string;
    readonly type: "Backend" | "HTTP";
    /** Host and port. */
    readonly target: string;
    /** Method and address. */
    readonly data: string;
    /** Status, or why there was none, e.g. `Timeout`. */
    readonly resultCode: string;
    readonly duration: number;
    readonly success: boolean;
    readonly customDimensions: Dimensions;
}

/** A row of `customMetrics`. Here one a value; the service sums up what comes within a minute or so. */
export interface MetricTelemetry {
    readonly loggerId: string;
    readonly timestamp: string;
    /** E.g. `Total Tokens`. */
    readonly name: string;
    readonly namespace: string | undefined;
    readonly valueSum: number;
    readonly valueCount: number;
    readonly customDimensions: Dimensions;
}

/** What the gateways sent to Application Insights, kept in memory: the newest of each kind. */
export class Telemetry {
    readonly requests: RequestTelemetry[] = [];
    readonly dependencies: DependencyTelemetry[] = [];
    readonly metrics: MetricTelemetry[] = [];

    /** Adds an item to one of the lists. */
    keep<Item>(list: Item[], item: Item): void {
        list.push(item);
        if (list.length > maxKept) list.shift();
    }

    clear(): void {
        for (const list of [this.requests, this.dependencies, this.metrics]) list.length = 0;
    }
}

const maxKept = 10_000;
