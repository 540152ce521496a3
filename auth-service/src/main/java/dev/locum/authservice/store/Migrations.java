package dev.locum.authservice.store;

import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.internal.exception.FlywaySqlException;

/**
 * The schema's versions, applied in order; each is written in the SQL that both databases speak.
 */
final class Migrations {

  private static final String LOCATION = "classpath:dev/locum/authservice/store/migration";

  private Migrations() {}

  static void run(String url, Properties properties) {
    try {
      Flyway.configure(Migrations.class.getClassLoader())
          .dataSource(url, null, null)
          .jdbcProperties(asMap(properties))
          .locations(LOCATION)
          .failOnMissingLocations(true)
          .validateMigrationNaming(true)
          .load()
          .migrate();
    } catch (FlywaySqlException e) {
      throw new StoreUnavailableException("the database cannot be opened", e);
    } catch (FlywayException e) {
      throw new IllegalStateException("the schema could not be brought to the present version", e);
    }
  }

  private static Map<String, String> asMap(Properties properties) {
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(Function.identity(), properties::getProperty));
  }
}
