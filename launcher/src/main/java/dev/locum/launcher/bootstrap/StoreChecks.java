package dev.locum.launcher.bootstrap;

import dev.locum.authservice.diagnosis.Diagnosis;
import dev.locum.authservice.diagnosis.StoreDiagnosis;
import dev.locum.cli.doctor.Check;
import dev.locum.cli.doctor.Finding;
import dev.locum.settings.AuthServiceSettings;
import java.time.Clock;
import java.util.List;

/** What {@code locum doctor} tells of the auth service's database, looked at by its own code. */
final class StoreChecks {

  private StoreChecks() {}

  static List<Check> of(AuthServiceSettings settings, Clock clock) {
    return StoreDiagnosis.of(settings, clock).stream()
        .map(each -> new Check("authService." + each.subject(), () -> finding(each)))
        .toList();
  }

  private static Finding finding(Diagnosis diagnosis) {
    return switch (diagnosis.verdict()) {
      case SOUND -> Finding.good(diagnosis.found());
      case CARE -> Finding.care(diagnosis.found(), diagnosis.advice());
      case WRONG -> Finding.bad(diagnosis.found(), diagnosis.advice());
    };
  }
}
