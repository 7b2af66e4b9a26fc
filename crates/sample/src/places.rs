//! The made-up customers: forty networks over the world, and the companies that they belong to in ConnectWise.
//!
//! Nobody of these exists. Mail addresses are under `example.com`; phone numbers are from ranges that the regulators
//! keep for fiction (Ofcom, `ComReg`, ARCEP, `BNetzA`, PTS, NANPA 555-01xx, ACMA), and none where no such range is
//! known. Public addresses are those of well-known name servers and providers, so that a country is found for them and no home
//! is meant.

/// What is done there; decides which devices there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trade {
    Clinic,
    Office,
    School,
    Hotel,
    Shop,
    Factory,
    Home,
}

/// How well the place is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// A person has set the pin.
    Confirmed,
    /// The source reports coordinates.
    Reported,
    /// The public address, for which the sample's database knows a city.
    Estimated,
    /// Only the public address, for which the database knows a country.
    Country,
    /// An address behind a provider's translation, which gives nothing.
    Nowhere,
}

/// What stands in the customer ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Customer {
    /// The company's identifier in ConnectWise.
    Identifier,
    /// A number of the office's own.
    Number(&'static str),
    /// Nothing.
    Nothing,
}

/// One network.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) name: &'static str,
    /// Identifier of the company in ConnectWise; empty where it has none.
    pub(crate) company: &'static str,
    pub(crate) customer: Customer,
    pub(crate) trade: Trade,
    /// Street, postal code, city, region, country (ISO code).
    pub(crate) address: [&'static str; 5],
    pub(crate) position: (f64, f64),
    pub(crate) known: Known,
    pub(crate) time_zone: &'static str,
    pub(crate) public_ip: &'static str,
    /// First name, last name, phone.
    pub(crate) contact: [&'static str; 3],
    pub(crate) note: &'static str,
    pub(crate) devices: usize,
}

/// A company in ConnectWise.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Firm {
    pub(crate) identifier: &'static str,
    pub(crate) name: &'static str,
    pub(crate) city: &'static str,
    pub(crate) country: &'static str,
    /// Sites beside those of its networks.
    pub(crate) more_sites: &'static [&'static str],
}

macro_rules! places {
    ($($name:literal, $company:literal, $customer:expr, $trade:ident, $known:ident, $devices:literal;
       $street:literal, $code:literal, $city:literal, $region:literal, $country:literal, $lat:literal, $lon:literal;
       $zone:literal, $ip:literal, $first:literal, $last:literal, $phone:literal, $note:literal;)*) => {
        &[$(Place {
            name: $name, company: $company, customer: $customer, trade: Trade::$trade, known: Known::$known,
            devices: $devices, address: [$street, $code, $city, $region, $country], position: ($lat, $lon),
            time_zone: $zone, public_ip: $ip, contact: [$first, $last, $phone], note: $note,
        }),*]
    };
}

use Customer::{Identifier, Nothing, Number};

/// Every network.
#[rustfmt::skip]
pub(crate) const PLACES: &[Place] = places! {
    "Meridian Dental Holborn", "MeridianDental", Identifier, Clinic, Confirmed, 24;
        "14 Lamb's Row", "WC1N 0AA", "London", "", "GB", 51.5205, -0.1187;
        "Europe/London", "212.58.244.1", "Ann", "Whitlock", "+44 20 7946 0101", "Key at reception. The alarm panel is in the corridor.";
    "Meridian Dental Croydon", "MeridianDental", Identifier, Clinic, Estimated, 15;
        "3 Tramway Path", "CR0 0AA", "Croydon", "", "GB", 51.3731, -0.0998;
        "Europe/London", "212.58.244.2", "Ann", "Whitlock", "+44 20 7946 0102", "";
    "Harbour & Quay Solicitors", "HarbourQuay", Identifier, Office, Confirmed, 26;
        "22 Welsh Back", "BS1 0AA", "Bristol", "", "GB", 51.4497, -2.5922;
        "Europe/London", "81.2.69.142", "Tom", "Redfern", "+44 117 496 0140", "Do not restart the server before 19:00: they work late.";
    "Oakfield Primary School", "OakfieldTrust", Identifier, School, Estimated, 27;
        "5 Oak Lane", "LS8 0AA", "Leeds", "", "GB", 53.8310, -1.5045;
        "Europe/London", "212.58.244.5", "Grace", "Adeyemi", "+44 113 496 0120", "";
    "Oakfield High School", "OakfieldTrust", Identifier, School, Confirmed, 40;
        "9 Elm Avenue", "LS17 0AA", "Leeds", "", "GB", 53.8512, -1.5333;
        "Europe/London", "212.58.244.6", "Grace", "Adeyemi", "+44 113 496 0121", "Visitors sign in at the gate. The comms room is behind the stage.";
    "Glenrowan Distillery", "GlenrowanDist", Number("C-1006"), Factory, Estimated, 26;
        "Still House, Burn Road", "IV4 0AA", "Beauly", "", "GB", 57.4830, -4.4610;
        "Europe/London", "81.2.69.160", "Isla", "Menzies", "+44 131 496 0160", "The still room is an explosion zone: no phones inside.";
    "Whitcombe residence", "Whitcombe", Nothing, Home, Confirmed, 17;
        "7 Weir Cottages", "BA2 0AA", "Bath", "", "GB", 51.3790, -2.3590;
        "Europe/London", "100.64.7.21", "Hugo", "Whitcombe", "+44 117 496 0190", "";
    "O'Rourke & Daughters Joinery", "ORourke", Identifier, Factory, Country, 15;
        "7 Mill Lane", "", "Dublin", "", "IE", 53.3498, -6.2603;
        "Europe/Dublin", "87.32.0.1", "Niamh", "O'Rourke", "+353 20 915 0107", "";
    "Cliffside Hotel", "CliffsideHotel", Identifier, Hotel, Confirmed, 34;
        "Cliff Road", "", "Salthill", "Galway", "IE", 53.2594, -9.0881;
        "Europe/Dublin", "62.40.32.33", "Declan", "Byrne", "+353 20 915 0108", "The guests' network is run by the hotel itself.";
    "Bäckerei Lindenhof", "Lindenhof", Identifier, Shop, Estimated, 10;
        "Lindenstraße 4", "10969", "Berlin", "", "DE", 52.5050, 13.3950;
        "Europe/Berlin", "194.25.2.129", "Jörg", "Lindner", "+49 30 23125 109", "Backstube ab 3 Uhr besetzt.";
    "Lindenhof Backwerk Potsdam", "Lindenhof", Identifier, Factory, Confirmed, 29;
        "Am Kanal 18", "14467", "Potsdam", "Brandenburg", "DE", 52.3970, 13.0600;
        "Europe/Berlin", "85.214.20.141", "Jörg", "Lindner", "+49 30 23125 110", "";
    "Cabinet Marchand Architectes", "Marchand", Number("C-1011"), Office, Estimated, 18;
        "12 quai des Tanneurs", "69001", "Lyon", "", "FR", 45.7690, 4.8290;
        "Europe/Paris", "80.67.169.40", "Claire", "Marchand", "+33 4 65 71 01 11", "";
    "Auberge du Lac", "AubergeDuLac", Nothing, Hotel, Country, 20;
        "3 chemin de la Rive", "74000", "Annecy", "", "FR", 45.8992, 6.1294;
        "Europe/Paris", "80.67.169.12", "Luc", "Perrin", "+33 4 65 71 01 12", "Closed in November.";
    "Tandarts Vermeer", "Vermeer", Identifier, Clinic, Estimated, 14;
        "Oudegracht 901", "3511 ZZ", "Utrecht", "", "NL", 52.0894, 5.1210;
        "Europe/Amsterdam", "213.46.228.196", "Sanne", "Vermeer", "", "";
    "Achterberg residence", "", Nothing, Home, Country, 14;
        "Vijverlaan 88", "1217 ZZ", "Hilversum", "", "NL", 52.2230, 5.1760;
        "Europe/Amsterdam", "193.0.14.129", "Joost", "Achterberg", "", "";
    "Clínica São Bento", "SaoBento", Identifier, Clinic, Reported, 25;
        "Rua das Flores 501", "4000-999", "Porto", "", "PT", 41.1456, -8.6109;
        "Europe/Lisbon", "", "Inês", "Carvalho", "", "";
    "Bodega Valdeluz", "Valdeluz", Number("C-1016"), Factory, Estimated, 19;
        "Camino de la Viña 2", "26000", "Logroño", "La Rioja", "ES", 42.4627, -2.4449;
        "Europe/Madrid", "80.58.61.250", "Marta", "Sáenz", "", "Only by appointment during the harvest.";
    "Seeblick Treuhand AG", "Seeblick", Identifier, Office, Confirmed, 21;
        "Uferweg 6", "8000", "Zürich", "", "CH", 47.3560, 8.5370;
        "Europe/Zurich", "195.186.1.1", "Reto", "Ammann", "", "Badge needed after 18:00.";
    "Fjordvik Marina", "Fjordvik", Identifier, Shop, Reported, 13;
        "Bryggen 77", "5003", "Bergen", "", "NO", 60.3975, 5.3220;
        "Europe/Oslo", "", "Ingrid", "Solheim", "", "";
    "Norrsken Förskola", "Norrsken", Nothing, School, Country, 16;
        "Storgatan 199", "972 00", "Luleå", "", "SE", 65.5848, 22.1547;
        "Europe/Stockholm", "192.36.148.17", "Elin", "Åström", "+46 8 465 004 19", "";
    "Lindqvist residence", "Lindqvist", Nothing, Home, Reported, 15;
        "Havsvägen 41", "421 00", "Göteborg", "", "SE", 57.6500, 11.8900;
        "Europe/Stockholm", "100.64.9.4", "Oskar", "Lindqvist", "+46 31 390 06 20", "The dog is friendly.";
    "Kivi Logistics", "KiviLog", Identifier, Factory, Country, 30;
        "Satamakatu 300", "33200", "Tampere", "", "FI", 61.4978, 23.7610;
        "Europe/Helsinki", "195.140.195.21", "Mika", "Kivi", "", "";
    "Maple Street Pediatrics", "MapleStreet", Identifier, Clinic, Confirmed, 25;
        "410 NW Maple St", "97200", "Portland", "OR", "US", 45.5270, -122.6850;
        "America/Los_Angeles", "216.165.129.158", "Dana", "Kessler", "+1 503 555 0122", "HIPAA: somebody of the practice stays in the room.";
    "Brightwater Brewing", "Brightwater", Number("C-1023"), Factory, Estimated, 23;
        "88 Harbor Dr", "55800", "Duluth", "MN", "US", 46.7790, -92.0930;
        "America/Chicago", "8.8.8.8", "Cole", "Hanson", "+1 218 555 0123", "";
    "Cactus Flats Storage Tucson", "CactusFlats", Identifier, Shop, Confirmed, 24;
        "1900 E Ocotillo Rd", "85700", "Tucson", "AZ", "US", 32.2110, -110.9270;
        "America/Phoenix", "9.9.9.9", "Rosa", "Delgado", "+1 520 555 0124", "";
    "Cactus Flats Storage Phoenix", "CactusFlats", Identifier, Shop, Estimated, 18;
        "77 W Saguaro Ln", "85000", "Phoenix", "AZ", "US", 33.4480, -112.0740;
        "America/Phoenix", "9.9.9.10", "Rosa", "Delgado", "+1 602 555 0125", "";
    "Delgado residence", "Delgado", Number("R-0026"), Home, Confirmed, 21;
        "12 Pecan Hollow", "78700", "Austin", "TX", "US", 30.2900, -97.7700;
        "America/Chicago", "100.64.12.77", "Rosa", "Delgado", "+1 512 555 0126", "";
    "Lakeshore Veterinary", "LakeshoreVet", Identifier, Clinic, Estimated, 20;
        "205 Queens Quay W", "M5J 0A0", "Toronto", "ON", "CA", 43.6390, -79.3810;
        "America/Toronto", "64.71.255.204", "Priya", "Nair", "+1 416 555 0127", "";
    "Kwan residence", "Kwan", Nothing, Home, Nowhere, 16;
        "", "", "Vancouver", "BC", "CA", 49.2600, -123.1500;
        "America/Vancouver", "100.64.3.9", "Felix", "Kwan", "+1 604 555 0128", "";
    "Taller Montes", "", Number("C-1029"), Factory, Country, 9;
        "Calle Cedro 15", "44100", "Guadalajara", "Jalisco", "MX", 20.6760, -103.3470;
        "America/Mexico_City", "200.33.146.201", "Luis", "Montes", "", "";
    "Pousada Mar Azul", "MarAzul", Nothing, Hotel, Estimated, 17;
        "Rua das Ondas 20", "88000-000", "Florianópolis", "SC", "BR", -27.6000, -48.4500;
        "America/Sao_Paulo", "200.221.11.101", "Bianca", "Rocha", "", "";
    "Viñedos Los Ceibos", "", Nothing, Factory, Country, 12;
        "Ruta 40 km 999", "5500", "Mendoza", "Mendoza", "AR", -32.8895, -68.8458;
        "America/Argentina/Mendoza", "200.49.130.41", "Julián", "Ferreyra", "", "No company in ConnectWise yet.";
    "Table Bay Outfitters", "TableBay", Identifier, Shop, Confirmed, 22;
        "18 Signal Rd", "8001", "Cape Town", "", "ZA", -33.9180, 18.4200;
        "Africa/Johannesburg", "196.25.1.1", "Thandi", "Mokoena", "", "";
    "Savanna Safari Lodge", "SavannaLodge", Identifier, Hotel, Country, 16;
        "Athi River Gate", "", "Nairobi", "", "KE", -1.3733, 36.8580;
        "Africa/Nairobi", "197.248.116.12", "Peter", "Kariuki", "", "Satellite link; large downloads at night only.";
    "Sakura Dental さくら歯科", "SakuraDental", Identifier, Clinic, Reported, 15;
        "Umeda 9-99", "530-0000", "Osaka", "", "JP", 34.7025, 135.4959;
        "Asia/Tokyo", "202.12.27.33", "Yui", "Tanaka", "", "";
    "Straits Freight", "StraitsFreight", Identifier, Factory, Confirmed, 30;
        "40 Keppel Lane", "089000", "Singapore", "", "SG", 1.2660, 103.8330;
        "Asia/Singapore", "165.21.83.88", "Wei Ling", "Tan", "", "";
    "Marigold Textiles", "Marigold", Number("C-1036"), Factory, Country, 24;
        "Amer Road 500", "302000", "Jaipur", "Rajasthan", "IN", 26.9124, 75.7873;
        "Asia/Kolkata", "202.56.230.5", "Anil", "Sharma", "", "Power cuts most afternoons.";
    "Coral Bay Dive Centre", "CoralBay", Identifier, Shop, Reported, 14;
        "1 Marlin Wharf", "4870", "Cairns", "QLD", "AU", -16.9203, 145.7800;
        "Australia/Brisbane", "203.50.2.71", "Jack", "Bourke", "+61 7 5550 1037", "";
    "Southern Alps Outfitters", "SouthernAlps", Identifier, Shop, Confirmed, 16;
        "60 Shotover Mews", "9300", "Queenstown", "Otago", "NZ", -45.0312, 168.6626;
        "Pacific/Auckland", "202.27.158.40", "Aroha", "Ngata", "", "";
    "Taveuni Reef Lodge", "TaveuniReef", Identifier, Hotel, Reported, 10;
        "Matei Beach", "", "Matei", "Taveuni", "FJ", -16.6890, -179.8760;
        "Pacific/Fiji", "202.62.124.1", "Mere", "Vakatawa", "", "Generator from 22:00 to 6:00.";
};

macro_rules! firms {
    ($($identifier:literal, $name:literal, $city:literal, $country:literal, [$($site:literal),*];)*) => {
        &[$(Firm { identifier: $identifier, name: $name, city: $city, country: $country, more_sites: &[$($site),*] }),*]
    };
}

/// Every company, the ones without a network included. Names are as an accounts department writes them.
pub(crate) const FIRMS: &[Firm] = firms! {
    "MeridianDental", "Meridian Dental Group Ltd", "London", "United Kingdom", [];
    "HarbourQuay", "Harbour and Quay Solicitors LLP", "Bristol", "United Kingdom", ["Archive Store"];
    "HarbourQuays", "Harbour Quays Property Management", "Bristol", "United Kingdom", ["Main"];
    "OakfieldTrust", "Oakfield Schools Trust", "Leeds", "United Kingdom", ["Trust Office"];
    "OakfieldAcc", "Oakfield Accountants", "Leeds", "United Kingdom", ["Main"];
    "GlenrowanDist", "Glenrowan Distillery Co.", "Beauly", "United Kingdom", ["Bonded Warehouse"];
    "Whitcombe", "Whitcombe, Mr Hugo (residential)", "Bath", "United Kingdom", [];
    "ORourke", "O'Rourke & Daughters", "Dublin", "Ireland", [];
    "CliffsideHotel", "Cliffside Hotel (Galway) DAC", "Salthill", "Ireland", ["Spa"];
    "Lindenhof", "Lindenhof Backwaren GmbH & Co. KG", "Potsdam", "Germany", [];
    "Marchand", "Cabinet Marchand", "Lyon", "France", [];
    "AubergeDuLac", "Auberge du Lac SARL", "Annecy", "France", [];
    "Vermeer", "Tandartspraktijk Vermeer", "Utrecht", "Netherlands", [];
    "SaoBento", "Clínica São Bento Lda", "Porto", "Portugal", ["Laboratório"];
    "Valdeluz", "Bodegas Valdeluz S.L.", "Logroño", "Spain", [];
    "Seeblick", "Seeblick Treuhand AG", "Zürich", "Switzerland", [];
    "Fjordvik", "Fjordvik Marina AS", "Bergen", "Norway", [];
    "Norrsken", "Norrskens förskolor", "Luleå", "Sweden", [];
    "Lindqvist", "Lindqvist, Oskar (residential)", "Göteborg", "Sweden", [];
    "KiviLog", "Kivi Logistics Oy", "Tampere", "Finland", ["Terminal 2"];
    "MapleStreet", "Maple Street Pediatrics PC", "Portland", "United States", [];
    "Brightwater", "Brightwater Brewing Company", "Duluth", "United States", ["Taproom"];
    "CactusFlats", "Cactus Flats Self Storage LLC", "Tucson", "United States", [];
    "Delgado", "Delgado Residence", "Austin", "United States", [];
    "LakeshoreVet", "Lakeshore Veterinary Clinic Inc.", "Toronto", "Canada", [];
    "Kwan", "Kwan, Felix", "Vancouver", "Canada", [];
    "MarAzul", "Pousada Mar Azul Ltda", "Florianópolis", "Brazil", [];
    "TableBay", "Table Bay Outfitters (Pty) Ltd", "Cape Town", "South Africa", [];
    "SavannaLodge", "Savanna Safari Lodge Ltd", "Nairobi", "Kenya", [];
    "SakuraDental", "Sakura Dental Clinic", "Osaka", "Japan", [];
    "StraitsFreight", "Straits Freight Pte Ltd", "Singapore", "Singapore", ["Bonded Yard"];
    "Marigold", "Marigold Textiles Pvt Ltd", "Jaipur", "India", [];
    "CoralBay", "Coral Bay Dive Centre Pty Ltd", "Cairns", "Australia", [];
    "SouthernAlps", "Southern Alps Outfitters Ltd", "Queenstown", "New Zealand", [];
    "TaveuniReef", "Taveuni Reef Lodge Pte", "Matei", "Fiji", [];
    "NorthgateIns", "Northgate Insurance Brokers", "York", "United Kingdom", ["Main"];
    "CornerCafe", "Corner Café (closed)", "Bath", "United Kingdom", ["Main"];
};

/// Deleted in ConnectWise, where deleted companies stay in lists.
pub(crate) const DELETED: &str = "CornerCafe";
