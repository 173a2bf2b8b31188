import assert from "node:assert/strict";
import { accessTable } from "../../emulator/accessTable";

describe("the table of `npm run emulator`", () => {
    it("shows what is within an object under the object's name", () => {
        const access = { armUrl: "https://localhost:1", servicePrincipal: { clientId: "a", objectId: "b" } };
        assert.deepEqual(accessTable(access), [
            "armUrl                     https://localhost:1",
            "servicePrincipal.clientId  a",
            "servicePrincipal.objectId  b",
        ]);
    });
});
