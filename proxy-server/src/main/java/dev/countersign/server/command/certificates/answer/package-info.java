/** What is said of a certificate, to a person at a terminal and in ACM's JSON? */
@NullMarked
package dev.countersign.server.command.certificates.answer;

import org.jspecify.annotations.NullMarked;
