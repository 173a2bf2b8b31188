import assert from "node:assert/strict";
import { fallbackLines } from "../../../components/api/fallbackWarnings";

describe("endpoints that have a general document", () => {
    const endpoint = (name: string) => ({ name, reason: `endpoint "${name}": it has no paths.` });

    it("are warned of in a line each, with the reason, while they are few", () => {
        assert.deepEqual(fallbackLines([]), []);
        const reasons = ["a", "b", "c"].map((name) => endpoint(name).reason);
        assert.deepEqual(fallbackLines(["a", "b", "c"].map(endpoint)), reasons);
    });

    it("are warned of in one line that names them, however many they are", () => {
        const [line, ...more] = fallbackLines(["d", "b", "a", "c"].map(endpoint));
        assert.deepEqual(more, []);
        assert.match(line!, /^4 endpoints serve no OpenAPI document .*: a, b, c, d\. /);
    });
});
