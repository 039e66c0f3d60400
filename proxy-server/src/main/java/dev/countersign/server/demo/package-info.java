/** What does it look like when origins ask for certificates? Shown without files and without a network. */
@NullMarked
package dev.countersign.server.demo;

import org.jspecify.annotations.NullMarked;
