package dev.locum.cli.operator;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Something of a tenant: {@code TENANT/NAME}.
 *
 * @param tenant whose
 * @param name its name there
 */
record TenantEntity(String tenant, String name) {

  /** Reads it from an argument. */
  static final class Converter implements ITypeConverter<TenantEntity> {

    @Override
    public TenantEntity convert(String text) {
      int slash = text.indexOf('/');
      if (slash <= 0 || slash == text.length() - 1) {
        throw new TypeConversionException("expected TENANT/NAME, such as alice/ada");
      }
      return new TenantEntity(text.substring(0, slash), text.substring(slash + 1));
    }
  }

  @Override
  public String toString() {
    return tenant + "/" + name;
  }
}
