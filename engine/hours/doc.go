// Package hours knows when a place is open: weekly hours in a time zone, with exceptions by date.
//
// What goes in: a zone by its IANA name ([Zone]), days ([ParseDays]), ranges ([ParseRange]) and dates ([ParseDate]) as an
// author writes them, put together by [New]. What comes out: a [Calendar], read-only, which answers for a moment whether it
// is open, when it opens next, how long it stays so, and what the holiday is called.
//
// The clock on the wall decides, and it alone: open is whatever moment the wall shows a time inside a range of that
// date. So on the two days of daylight saving, and wherever else clocks are set, an hour that is left out is not open, one
// that comes twice is open twice, and a range whose beginning is left out begins when the clock has been set.
//
// A range belongs to its own date, from 00:00 to 24:00: a night is two ranges, one on each date. An exception replaces all
// ranges of its date and none of its neighbours.
//
// It is pure: it reads no clock and no file but the data of the zones, of which a copy is part of the program.
package hours
