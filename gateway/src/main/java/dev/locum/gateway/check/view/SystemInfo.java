package dev.locum.gateway.check.view;

import dev.locum.temporalapi.workflowservice.v1.GetSystemInfoResponse;

/** GetSystemInfo, which says what is let through here. */
public final class SystemInfo {

  private SystemInfo() {}

  /** Without what is refused. */
  public static GetSystemInfoResponse narrowed(GetSystemInfoResponse response) {
    GetSystemInfoResponse.Builder told = response.toBuilder();
    if (response.hasCapabilities()) {
      told.getCapabilitiesBuilder()
          .setEagerWorkflowStart(false)
          .setNexus(false)
          .setServerScaledDeployments(false)
          .setServerScaledProviderCloudRun(false);
    }
    return told.build();
  }
}
