import { invalidFields } from "../kernel/armError";
import { arrayOf, Field, flag, objectOf, Properties, required, text, whole } from "../kernel/fields";
import { record } from "../kernel/resourceType";

/** What .NET's XmlConvert takes for a TimeSpan, without years and months, whose length varies. */
const duration: Field = {
    type: "string",
    check: (value) => {
        const milliseconds = durationMs(String(value));
        if (milliseconds === undefined) return "Value should be a duration of ISO 8601, e.g. PT1M30S.";
        return milliseconds > 0 ? undefined : "Value should be longer than nothing.";
    },
};

const failureCondition = objectOf({
    count: whole(1, 2147483647),
    percentage: whole(1, 100),
    interval: required(duration),
    statusCodeRanges: arrayOf(objectOf({ min: required(whole(200, 599)), max: required(whole(200, 599)) }), {
        max: 10,
    }),
    errorReasons: arrayOf(text(256, 1), { max: 10 }),
});

/** `circuitBreaker` of a backend (specification, 2024-05-01). */
export const circuitBreaker: Field = objectOf({
    rules: arrayOf(
        objectOf({
            name: required(text(80, 1)),
            failureCondition: required(failureCondition),
            tripDuration: required(duration),
            acceptRetryAfter: flag,
        }),
        { max: 15 },
    ),
});

/** Rules between the members of a circuit breaker (records breaker-*). @throws ArmError */
export function checkBreaker(breaker: Properties, isConsumption: boolean): void {
    const refuse = (message: string) => invalidFields({ target: "circuitBreaker", message });
    const rules = (breaker.rules ?? []) as Properties[];
    if (rules.length === 0) return;
    // Documentation of backends, "Circuit breaker", notes.
    if (isConsumption) throw refuse("Circuit breakers are not supported in the Consumption tier.");
    if (rules.length > 1) throw refuse("Only one circuit breaker rule is supported.");
    const condition = record(rules[0]!.failureCondition);
    if ((condition.count === undefined) === (condition.percentage === undefined)) {
        throw refuse("A failure condition needs either 'count' or 'percentage'.");
    }
    const ranges = (condition.statusCodeRanges ?? []) as { min: number; max: number }[];
    const reasons = (condition.errorReasons ?? []) as unknown[];
    if (ranges.length === 0 && reasons.length === 0) {
        throw refuse("A failure condition needs 'statusCodeRanges' or 'errorReasons'.");
    }
    if (ranges.some(({ min, max }) => min > max)) throw refuse("A range of status codes ends before it begins.");
}

/** @returns milliseconds, or undefined for what is no duration of ISO 8601 in days, hours, minutes and seconds */
export function durationMs(text: string): number | undefined {
    const match = /^P(?=\d|T\d)(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
    if (!match) return undefined;
    const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
    return (((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!) * 1000;
}
