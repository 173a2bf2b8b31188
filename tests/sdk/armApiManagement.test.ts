import { startTestArm } from "../emulator/arm/testArm";
import { walkApiManagement } from "./apiManagementWalk";

describe("the emulated API Management, seen by @azure/arm-apimanagement", () => {
    walkApiManagement(async () => {
        const arm = await startTestArm();
        return { ...arm, ids: async () => arm.store.ids() };
    });
});
