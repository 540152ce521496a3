package dev.locum.gateway.check.view;

import dev.locum.temporalapi.workflowservice.v1.GetSystemInfoResponse;

/** GetSystemInfo, which says what is let through here. */
public final class SystemInfo {

  private SystemInfo() {}

  /**
   * Without what is refused.
   *
   * @param startsEagerly whether the caller may have the first task of what it starts
   */
  public static GetSystemInfoResponse narrowed(
      GetSystemInfoResponse response, boolean startsEagerly) {
    GetSystemInfoResponse.Builder told = response.toBuilder();
    if (response.hasCapabilities()) {
      told.getCapabilitiesBuilder()
          .setEagerWorkflowStart(
              startsEagerly && response.getCapabilities().getEagerWorkflowStart())
          .setNexus(false)
          .setServerScaledDeployments(false)
          .setServerScaledProviderCloudRun(false);
    }
    return told.build();
  }
}
