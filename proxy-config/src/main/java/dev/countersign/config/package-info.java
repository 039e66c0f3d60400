/** What does the operator want? YAML becomes immutable records that are already valid, or every problem with its place. */
@NullMarked
package dev.countersign.config;

import org.jspecify.annotations.NullMarked;
