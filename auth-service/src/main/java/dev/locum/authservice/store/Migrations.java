package dev.locum.authservice.store;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.internal.exception.FlywaySqlException;

/**
 * The schema's versions, applied in order; each is written in the SQL that both databases speak.
 */
final class Migrations {

  private static final String LOCATION = "classpath:dev/locum/authservice/store/migration";

  private static final String[] NONE = {};

  /** Versions that are yet to come, and those of a later program, are no fault of the schema. */
  private static final String[] LATER = {"*:pending", "*:future"};

  private Migrations() {}

  static void run(String url, Properties properties) {
    try {
      // Flyway would let a later version be: what this program does not know of, it would not heed.
      configured(url, properties).ignoreMigrationPatterns(NONE).load().migrate();
    } catch (FlywaySqlException e) {
      throw new StoreUnavailableException("the database cannot be opened", e);
    } catch (FlywayException e) {
      throw new IllegalStateException("the schema could not be brought to the present version", e);
    }
  }

  /**
   * How the schema stands to the versions of this program; changes nothing.
   *
   * @throws StoreUnavailableException if the database cannot be read
   */
  static SchemaState state(String url, Properties properties) {
    try {
      Flyway flyway = configured(url, properties).ignoreMigrationPatterns(LATER).load();
      MigrationInfo[] all = flyway.info().all();
      String own = highest(all, MigrationState::isResolved).orElseThrow();
      Optional<String> present = highest(all, MigrationState::isApplied);
      return new SchemaState(standing(flyway, all, present.isPresent()), present, own);
    } catch (FlywayException e) {
      throw new StoreUnavailableException("the database cannot be read", e);
    }
  }

  private static SchemaState.Standing standing(
      Flyway flyway, MigrationInfo[] all, boolean isThere) {
    if (!isThere) {
      return SchemaState.Standing.ABSENT;
    }
    if (!flyway.validateWithResult().validationSuccessful) {
      return SchemaState.Standing.ALTERED;
    }
    Set<MigrationState> states =
        Arrays.stream(all).map(MigrationInfo::getState).collect(Collectors.toSet());
    if (states.contains(MigrationState.FUTURE_SUCCESS)) {
      return SchemaState.Standing.NEWER;
    }
    return states.contains(MigrationState.PENDING)
        ? SchemaState.Standing.OLDER
        : SchemaState.Standing.PRESENT;
  }

  private static Optional<String> highest(MigrationInfo[] all, Predicate<MigrationState> which) {
    return Arrays.stream(all)
        .filter(each -> which.test(each.getState()))
        .max(Comparator.naturalOrder())
        .map(each -> each.getVersion().getVersion());
  }

  private static FluentConfiguration configured(String url, Properties properties) {
    return Flyway.configure(Migrations.class.getClassLoader())
        .dataSource(url, null, null)
        .jdbcProperties(asMap(properties))
        .locations(LOCATION)
        .failOnMissingLocations(true)
        .validateMigrationNaming(true);
  }

  private static Map<String, String> asMap(Properties properties) {
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(Function.identity(), properties::getProperty));
  }
}
