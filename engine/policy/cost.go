package policy

// costRange is a range of numbers that a wider allow entry ("+1", "+8") does not
// open; an entry at least as long as its prefix does.
type costRange struct{ prefix, what string }

// highCost finds the high-cost ranges that a well-formed number lies in; each of
// them wants its own entry.
//
// The list is about toll fraud, not about politics: the United States'
// territories are here because they are islands at island rates for many
// carriers, and naming them costs an operator one line.
func highCost(number string) []costRange {
	if number[1] != '1' {
		if what, found := sharedCodes[number[1:4]]; found {
			return []costRange{{number[:4], what}}
		}
		return nil
	}
	var ranges []costRange
	area, exchange := number[2:5], number[5:8]
	if what, found := areaCodes[area]; found {
		ranges = append(ranges, costRange{number[:5], what})
	}
	if area[1:] == "11" {
		ranges = append(ranges, costRange{number[:5], "area code " + area + " is a service code, not a place"})
	}
	if exchange == "976" {
		ranges = append(ranges, costRange{number[:8], "exchange 976 is premium rate in every area code"})
	}
	return ranges
}

// sharedCodes are country codes of no country: satellites, global networks and
// premium rate, dear everywhere. The names are the ITU's.
var sharedCodes = map[string]string{
	"870": "country code 870 is Inmarsat satellite",
	"878": "country code 878 is universal personal numbers",
	"881": "country code 881 is mobile satellite",
	"882": "country code 882 is international networks",
	"883": "country code 883 is international networks",
	"979": "country code 979 is international premium rate",
}

// areaCodes are the area codes inside +1 that are premium, belong to no place,
// or lie outside the United States' mainland, Alaska, Hawaii and Canada.
// The names are NANPA's.
var areaCodes = map[string]string{
	"900": "area code 900 is premium rate",
	"976": "area code 976 is premium rate",

	"456": "area code 456 is carrier specific",
	"500": "area code 500 is personal numbers", "521": "area code 521 is personal numbers",
	"522": "area code 522 is personal numbers", "523": "area code 523 is personal numbers",
	"524": "area code 524 is personal numbers", "525": "area code 525 is personal numbers",
	"526": "area code 526 is personal numbers", "527": "area code 527 is personal numbers",
	"528": "area code 528 is personal numbers", "529": "area code 529 is personal numbers",
	"532": "area code 532 is personal numbers", "533": "area code 533 is personal numbers",
	"535": "area code 535 is personal numbers", "538": "area code 538 is personal numbers",
	"542": "area code 542 is personal numbers", "543": "area code 543 is personal numbers",
	"544": "area code 544 is personal numbers", "545": "area code 545 is personal numbers",
	"546": "area code 546 is personal numbers", "547": "area code 547 is personal numbers",
	"549": "area code 549 is personal numbers", "550": "area code 550 is personal numbers",
	"552": "area code 552 is personal numbers", "553": "area code 553 is personal numbers",
	"554": "area code 554 is personal numbers", "556": "area code 556 is personal numbers",
	"558": "area code 558 is personal numbers",
	"566": "area code 566 is personal numbers", "569": "area code 569 is personal numbers",
	"577": "area code 577 is personal numbers", "578": "area code 578 is personal numbers",
	"588": "area code 588 is personal numbers", "589": "area code 589 is personal numbers",
	"600": "area code 600 is Canadian non-geographic", "622": "area code 622 is Canadian non-geographic",
	"633": "area code 633 is Canadian non-geographic", "644": "area code 644 is Canadian non-geographic",
	"655": "area code 655 is Canadian non-geographic", "677": "area code 677 is Canadian non-geographic",
	"688": "area code 688 is Canadian non-geographic", "700": "area code 700 is carrier specific",
	"710": "area code 710 is the government's",

	"242": "area code 242 is the Bahamas", "246": "area code 246 is Barbados",
	"264": "area code 264 is Anguilla", "268": "area code 268 is Antigua and Barbuda",
	"284": "area code 284 is the British Virgin Islands", "340": "area code 340 is the US Virgin Islands",
	"345": "area code 345 is the Cayman Islands", "441": "area code 441 is Bermuda",
	"473": "area code 473 is Grenada", "649": "area code 649 is Turks and Caicos",
	"658": "area code 658 is Jamaica", "664": "area code 664 is Montserrat",
	"670": "area code 670 is the Northern Marianas", "671": "area code 671 is Guam",
	"684": "area code 684 is American Samoa", "721": "area code 721 is Sint Maarten",
	"758": "area code 758 is Saint Lucia", "767": "area code 767 is Dominica",
	"784": "area code 784 is Saint Vincent", "787": "area code 787 is Puerto Rico",
	"809": "area code 809 is the Dominican Republic", "829": "area code 829 is the Dominican Republic",
	"849": "area code 849 is the Dominican Republic", "868": "area code 868 is Trinidad and Tobago",
	"869": "area code 869 is Saint Kitts and Nevis", "876": "area code 876 is Jamaica",
	"939": "area code 939 is Puerto Rico",
}
