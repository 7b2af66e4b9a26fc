//! Checks the names used here against the OpenAPI document, where it is at hand.

use std::env;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::wire;

/// The document, from `SITEBOOK_CONNECTWISE_SPEC` or beside the repository; it may not be shipped with it.
fn document() -> Option<Value> {
    let beside = || {
        let repository = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
        repository.join("../shared/specs/connectwise-manage-subset.openapi.json")
    };
    let file = env::var_os("SITEBOOK_CONNECTWISE_SPEC").map_or_else(beside, PathBuf::from);
    let found = fs::read(&file).ok().and_then(|text| serde_json::from_slice(&text).ok());
    if found.is_none() {
        println!("skipped: no OpenAPI document at {}", file.display());
    }
    found
}

/// Follows a field path through the schemas; `_info` is a free map.
fn has_field(document: &Value, schema: &str, path: &str) -> bool {
    let (first, rest) = path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let property = &document["components"]["schemas"][schema]["properties"][first];
    match rest {
        None => !property.is_null(),
        Some(_) if first == "_info" => !property.is_null(),
        Some(rest) => {
            let reference = property["$ref"].as_str().or_else(|| property["allOf"][0]["$ref"].as_str());
            let target = reference.and_then(|reference| reference.rsplit('/').next());
            target.is_some_and(|target| has_field(document, target, rest))
        }
    }
}

#[test]
fn every_field_and_path_is_in_the_openapi_document() {
    let Some(document) = document() else { return };
    for (schema, fields) in [
        ("Company", wire::Company::FIELDS),
        ("CompanySite", wire::Site::FIELDS),
        ("CompanyConfiguration", wire::Configuration::FIELDS),
        ("ConfigurationType", wire::Named::FIELDS),
        ("Manufacturer", wire::Named::FIELDS),
        ("MySecurity", "moduleFunctionName,moduleFunctionIdentifier,addLevel,editLevel,inquireLevel"),
        ("Info", "version"),
        ("PatchOperation", "op,path,value"),
    ] {
        for field in fields.split(',') {
            assert!(has_field(&document, schema, field), "{schema}.{field}");
        }
    }
    for (method, path) in [
        ("get", "/company/companies"),
        ("get", "/company/companies/{id}"),
        ("get", "/company/companies/{parentId}/sites"),
        ("get", "/company/configurations"),
        ("get", "/company/configurations/{id}"),
        ("patch", "/company/configurations/{id}"),
        ("get", "/company/configurations/types"),
        ("get", "/procurement/manufacturers"),
        ("post", "/procurement/manufacturers"),
        ("get", "/system/info"),
        ("get", "/system/mySecurity"),
    ] {
        assert!(!document["paths"][path][method].is_null(), "{method} {path}");
    }
}
