import { endWithEngine } from "./engineEnd";
import { isPlain } from "./plainStartup";
import { outputsWhenRead } from "./outputsWhenRead";
import { quickErrors } from "./quickErrors";
import { quickStructs } from "./quickStructs";
import { withoutRegistrationLog } from "./registrationLog";
import { withoutSilentTraces } from "./silentTraces";

/**
 * What is done to the program's process before it declares anything; each file has the reason and the measurement. Of these, the
 * dynamic provider's process has `endWithEngine` and `quickStructs` alone. `withoutVersionAliases` is a transformation of the
 * gateway's component.
 */
const changes: readonly (() => void)[] = [
    quickErrors,
    quickStructs,
    outputsWhenRead,
    withoutSilentTraces,
    withoutRegistrationLog,
    endWithEngine,
];

/** Changes nothing where `SERVING_GATEWAY_PLAIN_STARTUP` is set. */
export function changeRuntime(): void {
    if (!isPlain(process.env)) for (const change of changes) change();
}
